"""BMLT's field names, by what they hold, in all the data formats."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRIVATE = _names(
    "email_contact contact_email admin_notes contact_name_1 contact_name_2 contact_email_1 contact_email_2 "
    "contact_phone_1 contact_phone_2"
)
DISCLOSING = frozenset({"google_api_key", "dbVersion", "dbPrefix", "phpVersion", "commit"})
# What newer root servers tell and older ones do not.
LATER = _names(
    "time_zone venue_type service_body_name format_shared_id_list root_server_uri distance_in_km distance_in_miles "
    "format_type_enum phone_meeting_number virtual_meeting_link virtual_meeting_additional_info "
    "location_neighborhood TimeZone"
)
# Beside every `location_` field.
PLACE = _names(
    "latitude longitude distance_in_km distance_in_miles train_lines bus_lines "
    "Place Address City LocBorough State Zip Country Directions Latitude Longitude "
    "coordinates address formatted_address city state postal_code country location location_notes"
)
LINKS = frozenset({"virtual_meeting_link", "VirtualMeetingLink", "conference_url", "url"})
TIMES = frozenset({"start_time", "duration_time", "defaultDuration"})
DISTANCES = frozenset({"distance_in_km", "distance_in_miles"})
COORDINATES = frozenset({"latitude", "longitude", "Latitude", "Longitude"}) | {
    f"{corner}_corner_{axis}" for corner in ("nw", "se") for axis in ("latitude", "longitude")
}
# The columns of a meeting itself; all others are data fields.
MAIN = _names(
    "id_bigint worldid_mixed shared_group_id_bigint service_body_bigint weekday_tinyint venue_type start_time "
    "duration_time time_zone formats lang_enum longitude latitude email_contact published"
)
# Every root server has these; all others are a deployment's own.
STOCK = (
    MAIN
    | PRIVATE
    | LATER
    | _names(
        "meeting_name location_text location_info location_street location_city_subsection location_municipality "
        "location_sub_province location_province location_postal_code_1 location_nation comments train_lines bus_lines"
    )
)
