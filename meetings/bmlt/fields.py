"""The fields of a BMLT row, in the order of the wire, with what a root server calls them."""

# What GetFieldKeys lists first.
MAIN_FIELDS = {
    "id_bigint": "ID",
    "worldid_mixed": "World ID",
    "service_body_bigint": "Service Body ID",
    "weekday_tinyint": "Weekday",
    "venue_type": "Venue Type",
    "start_time": "Start Time",
    "duration_time": "Duration",
    "time_zone": "Time Zone",
    "formats": "Formats",
    "lang_enum": "Language",
    "longitude": "Longitude",
    "latitude": "Latitude",
}

# The first part of a row; the data fields follow.
FIXED_FIELDS = (
    "id_bigint",
    "worldid_mixed",
    "shared_group_id_bigint",
    "service_body_bigint",
    "service_body_name",
    "weekday_tinyint",
    "venue_type",
    "start_time",
    "duration_time",
    "time_zone",
    "formats",
    "lang_enum",
    "longitude",
    "latitude",
    "distance_in_km",
    "distance_in_miles",
    "email_contact",
    "published",
    "root_server_uri",
    "format_shared_id_list",
)

DATA_FIELDS = {
    "meeting_name": "Meeting Name",
    "location_text": "Location Name",
    "location_info": "Additional Location Information",
    "location_street": "Street Address",
    "location_city_subsection": "Borough",
    "location_neighborhood": "Neighborhood",
    "location_municipality": "Town",
    "location_sub_province": "County",
    "location_province": "State",
    "location_postal_code_1": "Zip Code",
    "location_nation": "Nation",
    "comments": "Comments",
    "train_lines": "Train Lines",
    "bus_lines": "Bus Lines",
    "contact_phone_2": "Contact 2 Phone",
    "contact_email_2": "Contact 2 Email",
    "contact_name_2": "Contact 2 Name",
    "contact_phone_1": "Contact 1 Phone",
    "contact_email_1": "Contact 1 Email",
    "contact_name_1": "Contact 1 Name",
    "phone_meeting_number": "Phone Meeting Dial-in Number",
    "virtual_meeting_link": "Virtual Meeting Link",
    "virtual_meeting_additional_info": "Virtual Meeting Additional Info",
    "admin_notes": "Admin Notes",
}

PRIVATE_DATA_FIELDS = (
    "contact_phone_2",
    "contact_email_2",
    "contact_name_2",
    "contact_phone_1",
    "contact_email_1",
    "contact_name_1",
    "admin_notes",
)
# For those with authority over the service body only; everybody else reads "".
PRIVATE_FIELDS = ("email_contact", *PRIVATE_DATA_FIELDS)
PUBLIC_DATA_FIELDS = tuple(name for name in DATA_FIELDS if name not in PRIVATE_FIELDS)

# Which column of a place says it; both are in the order of the row.
PLACE_FIELDS = {
    "location_text": "name",
    "location_info": "info",
    "location_street": "street",
    "location_city_subsection": "city_subsection",
    "location_neighborhood": "neighborhood",
    "location_municipality": "city",
    "location_sub_province": "county",
    "location_province": "region",
    "location_postal_code_1": "postal_code",
    "location_nation": "country",
    "train_lines": "train_lines",
    "bus_lines": "bus_lines",
}

# A feed's custom field of such a name would shadow what we say ourselves.
STOCK_FIELDS = frozenset({*FIXED_FIELDS, *DATA_FIELDS, "root_server_id"})
