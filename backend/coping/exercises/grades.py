"""How well an exercise was tested, said to people: what was tested and on whom, and never more than its grade says.

The file's own labels are for staff and developers.
"""

GRADE_WORDS = {
    "trials_sud": "There are trials with people who have a problem with alcohol or drugs.",
    "trials_sud_small": (
        "There are trials with people who have a problem with alcohol or drugs. "
        "What it did to cravings was small, or is not sure."
    ),
    "trials_alcohol": "There are trials. Most of them were about alcohol.",
    "trials_alcohol_tobacco": "There are trials. All of them were about alcohol or tobacco.",
    "trials_other": "There are trials on stress or anxiety, not on cravings.",
    "trial_small": "There is one small trial on cravings, in daily life.",
    "lab": "There are tests in a lab, not in daily life.",
    "pilot": "There is one first, small test.",
    "part_of_cbt": "It is part of a talk therapy (CBT) that was tested as a whole. By itself it was not tested.",
    "part_of_act": "It is part of a talk therapy (ACT) that was tested as a whole. By itself it was not tested.",
    "part_of_cbti": "It is part of a talk therapy for bad sleep (CBT-I).",
    "practice": "Care teams often teach it. We found no good trial of it.",
}
