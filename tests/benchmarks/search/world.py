"""The seeded world: the same seed gives the same meetings, chunk by chunk, so that several processes can make it."""

import bisect
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from meetings.dates.occurrences import WEEK_ZERO, first_on, weekly_rule
from meetings.models import Meeting, Place
from meetings.stored.documents import lasting_slug
from meetings.venues import PlaceFacts
from tests.benchmarks.search.cities import City, cities

CHUNK = 2_000
# So many belong to one service body: the dump of an area.
AREA = 5_000
FIRST_ID = 1_000
FORMATS = 40
KM_PER_DEGREE = 111.2
VIRTUAL, NOWHERE, IRREGULAR = 0.08, 0.04, 0.03
HOURS = (7, 12, 17, 18, 19, 20, 21, 22, 23)
HOUR_WEIGHTS = (12, 18, 8, 16, 26, 12, 4, 2, 2)

FIRST = "Serenity Courage Hope Freedom Gratitude Surrender Miracle Sunrise Harbour Living Open Faith New Clean Women's"
SECOND = "Steps Group Lights Nooners Way Meeting Candlelight Circle Path Discussion Basics Today Reflections Beginners"
HOUSES = "Church Chapel Library Centre Hospital School Hall Clubhouse Temple House"
STREETS = "Street Avenue Road Lane Boulevard Drive Way Place"
SYLLABLES = "ka ro mi ten bel dor vin sal ma ri an wood field ham ton ley ster bur chi na lo pe gra fo hill du wen"
SENTENCES = (
    "Ring the bell at the side door.",
    "Parking behind the building after six.",
    "Newcomers are given a chip.",
    "The lift is out of order on Sundays.",
    "Please bring a cup, and somebody who wants to stop.",
    "Entrance through the garden; follow the signs to the basement room.",
)


@dataclass(frozen=True)
class Made:
    """One chunk; `format_ids` belong to the meeting in the same position."""

    places: list[Place]
    meetings: list[Meeting]
    format_ids: list[list[int]]


def chunks(size: int) -> range:
    return range(math.ceil(size / CHUNK))


def make(seed: int, chunk: int, size: int, *, bodies: list[int], formats: list[int]) -> Made:
    """`bodies`: first the area of five thousand, then those of the cities."""
    rng = random.Random(f"{seed}:{chunk}")
    numbers = range(chunk * CHUNK, min((chunk + 1) * CHUNK, size))
    made = Made([], [], [])
    for group in _groups(rng, numbers):
        city_number, city = _city(rng)
        place = _place(rng, city, FIRST_ID + group[0])
        name = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
        made.places.append(place)
        for number in group:
            body = bodies[0] if number < AREA else bodies[1 + city_number % (len(bodies) - 1)]
            made.meetings.append(_meeting(rng, FIRST_ID + number, name, city, place, body))
            made.format_ids.append(sorted(rng.sample(formats, rng.randint(2, 5))))
    return made


def points(seed: int, count: int) -> list[tuple[float, float]]:
    """Where people ask: nine of ten near cities, by weight, the others anywhere, oceans included."""
    rng = random.Random(f"{seed}:points")
    return [_asked_from(rng) for _ in range(count)]


def searched_words(seed: int, count: int) -> list[str]:
    """What people type: a word or two that stand in names and streets, half of them with a slip."""
    rng = random.Random(f"{seed}:words")
    return [_typed(rng, number) for number in range(count)]


def _groups(rng: random.Random, numbers: range) -> Iterator[list[int]]:
    """A group holds one to seven meetings at one coordinate."""
    left = list(numbers)
    while left:
        count = rng.choices(range(1, 8), weights=(40, 20, 13, 9, 7, 6, 5))[0]
        yield left[:count]
        left = left[count:]


def _city(rng: random.Random) -> tuple[int, City]:
    number = bisect.bisect(_WEIGHTS, rng.random() * _WEIGHTS[-1])
    return number, _CITIES[number]


def _around(rng: random.Random, city: City) -> tuple[float, float]:
    """Big cities reach out farther: 4 to 120 km."""
    spread = min(120.0, 4 + 2 * city.weight)
    distance, bearing = abs(rng.gauss(0, spread / 2)), rng.random() * 2 * math.pi
    lat = city.lat + distance * math.cos(bearing) / KM_PER_DEGREE
    lon = city.lon + distance * math.sin(bearing) / (KM_PER_DEGREE * math.cos(math.radians(city.lat)))
    return round(lat, 5), round((lon + 180) % 360 - 180, 5)


def _place(rng: random.Random, city: City, identity: int) -> Place:
    kind = rng.random()
    lat, lon = _around(rng, city) if kind >= VIRTUAL + NOWHERE else (None, None)
    facts = PlaceFacts(
        name=f"{_word(rng)} {rng.choice(_HOUSES)}",
        street=f"{rng.randint(1, 9999)} {_word(rng)} {rng.choice(_STREETS)}",
        city=city.name,
        region=city.tzid.rpartition("/")[2].replace("_", " "),
        postal_code=f"{rng.randint(1000, 99999):05}",
        country=city.country,
        info=rng.choice(SENTENCES) if rng.random() < 0.5 else "",
        lat=lat,
        lon=lon,
    )
    return Place(id=identity, digest=facts.digest, **vars(facts))


def _meeting(rng: random.Random, identity: int, name: str, city: City, place: Place, body: int) -> Meeting:
    # The same share of the groups, because only a group without coordinates can be virtual.
    is_virtual = place.lat is None and identity % 3 > 0
    is_hybrid = not is_virtual and rng.random() < 0.1
    weekday = rng.randrange(7)
    rule = f"FREQ=MONTHLY;BYDAY=2{weekly_rule(weekday)[-2:]}" if rng.random() < IRREGULAR else weekly_rule(weekday)
    return Meeting(
        id=identity,
        slug=lasting_slug(name, identity),
        name=name,
        weekday=weekday,
        start_time=time(rng.choices(HOURS, weights=HOUR_WEIGHTS)[0], rng.choice((0, 0, 0, 30, 30, 15))),
        duration_minutes=rng.choice((60, 60, 60, 75, 90, 90)),
        tzid=city.tzid,
        starts_on=first_on(weekday, WEEK_ZERO),
        rrule=rule,
        venue_type="virtual" if is_virtual else "hybrid" if is_hybrid else "in_person",
        place=None if is_virtual else place,
        online_url=f"https://zoom.example/j/{identity}" if is_virtual or is_hybrid else "",
        languages=["en"] if city.country in {"US", "GB", "CA", "AU"} else ["es"] if city.country == "MX" else [],
        service_body_id=body,
        notes=" ".join(rng.sample(SENTENCES, 2)),
        is_published=True,
    )


def _asked_from(rng: random.Random) -> tuple[float, float]:
    if rng.random() < 0.9:
        return _around(rng, _city(rng)[1])
    lat = math.degrees(math.asin(rng.uniform(-1, 1)))
    return round(lat, 5), round(rng.uniform(-180, 180), 5)


def _typed(rng: random.Random, number: int) -> str:
    word = rng.choice((_word(rng), rng.choice(_FIRST), _city(rng)[1].name.split()[0]))
    if number % 2 and len(word) > 4:
        place = rng.randrange(1, len(word) - 1)
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return f"{rng.choice(_SECOND)} {word}" if number % 3 == 0 else word


def _word(rng: random.Random) -> str:
    """One of some ten thousand names, as streets and churches have them; a few are frequent."""
    count = 2 if rng.random() < 0.3 else 3
    return "".join(rng.choices(_SYLLABLES, k=count)).capitalize()


_CITIES = cities()
_WEIGHTS = list(itertools.accumulate(city.weight for city in _CITIES))
_FIRST, _SECOND, _HOUSES, _STREETS = FIRST.split(), SECOND.split(), HOUSES.split(), STREETS.split()
_SYLLABLES = SYLLABLES.split()
