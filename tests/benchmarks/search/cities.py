"""Where the meetings of the seeded world are: real cities, and a guess at how many groups each has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    name: str
    country: str
    tzid: str
    lat: float
    lon: float
    weight: int


# Dense and sparse, both hemispheres, both sides of the antimeridian, and far up in the north.
TABLE = """
New York|US|America/New_York|40.71|-74.01|60
Los Angeles|US|America/Los_Angeles|34.05|-118.24|55
Chicago|US|America/Chicago|41.88|-87.63|35
Houston|US|America/Chicago|29.76|-95.37|28
Phoenix|US|America/Phoenix|33.45|-112.07|26
Philadelphia|US|America/New_York|39.95|-75.17|34
San Antonio|US|America/Chicago|29.42|-98.49|14
San Diego|US|America/Los_Angeles|32.72|-117.16|26
Dallas|US|America/Chicago|32.78|-96.80|24
San Jose|US|America/Los_Angeles|37.34|-121.89|16
Austin|US|America/Chicago|30.27|-97.74|14
Jacksonville|US|America/New_York|30.33|-81.66|12
San Francisco|US|America/Los_Angeles|37.77|-122.42|28
Columbus|US|America/New_York|39.96|-83.00|12
Indianapolis|US|America/Indiana/Indianapolis|39.77|-86.16|12
Seattle|US|America/Los_Angeles|47.61|-122.33|22
Denver|US|America/Denver|39.74|-104.99|18
Washington|US|America/New_York|38.91|-77.04|28
Boston|US|America/New_York|42.36|-71.06|26
Nashville|US|America/Chicago|36.16|-86.78|12
Detroit|US|America/Detroit|42.33|-83.05|20
Portland|US|America/Los_Angeles|45.52|-122.68|18
Las Vegas|US|America/Los_Angeles|36.17|-115.14|14
Memphis|US|America/Chicago|35.15|-90.05|8
Louisville|US|America/Kentucky/Louisville|38.25|-85.76|9
Baltimore|US|America/New_York|39.29|-76.61|22
Milwaukee|US|America/Chicago|43.04|-87.91|11
Albuquerque|US|America/Denver|35.08|-106.65|7
Sacramento|US|America/Los_Angeles|38.58|-121.49|16
Kansas City|US|America/Chicago|39.10|-94.58|11
Atlanta|US|America/New_York|33.75|-84.39|24
Miami|US|America/New_York|25.76|-80.19|24
Tampa|US|America/New_York|27.95|-82.46|20
Orlando|US|America/New_York|28.54|-81.38|15
Cleveland|US|America/New_York|41.50|-81.69|14
Pittsburgh|US|America/New_York|40.44|-79.99|14
Cincinnati|US|America/New_York|39.10|-84.51|10
Minneapolis|US|America/Chicago|44.98|-93.27|15
St. Louis|US|America/Chicago|38.63|-90.20|13
New Orleans|US|America/Chicago|29.95|-90.07|9
Salt Lake City|US|America/Denver|40.76|-111.89|10
Boise|US|America/Boise|43.62|-116.20|5
Billings|US|America/Denver|45.78|-108.50|2
Fargo|US|America/Chicago|46.88|-96.79|2
Omaha|US|America/Chicago|41.26|-95.93|5
Oklahoma City|US|America/Chicago|35.47|-97.52|8
Richmond|US|America/New_York|37.54|-77.44|10
Charlotte|US|America/New_York|35.23|-80.84|12
Raleigh|US|America/New_York|35.78|-78.64|12
Buffalo|US|America/New_York|42.89|-78.88|8
Albany|US|America/New_York|42.65|-73.76|7
Hartford|US|America/New_York|41.77|-72.67|9
Providence|US|America/New_York|41.82|-71.41|8
Anchorage|US|America/Anchorage|61.22|-149.90|4
Fairbanks|US|America/Anchorage|64.84|-147.72|1
Honolulu|US|Pacific/Honolulu|21.31|-157.86|6
San Juan|PR|America/Puerto_Rico|18.47|-66.11|5
Toronto|CA|America/Toronto|43.65|-79.38|16
Montreal|CA|America/Toronto|45.50|-73.57|14
Vancouver|CA|America/Vancouver|49.28|-123.12|14
Calgary|CA|America/Edmonton|51.05|-114.07|8
Edmonton|CA|America/Edmonton|53.55|-113.49|7
Winnipeg|CA|America/Winnipeg|49.90|-97.14|4
Regina|CA|America/Regina|50.45|-104.62|2
Halifax|CA|America/Halifax|44.65|-63.58|4
St. John's|CA|America/St_Johns|47.56|-52.71|2
Whitehorse|CA|America/Whitehorse|60.72|-135.06|1
Iqaluit|CA|America/Iqaluit|63.75|-68.52|1
Mexico City|MX|America/Mexico_City|19.43|-99.13|16
Guadalajara|MX|America/Mexico_City|20.66|-103.35|7
Monterrey|MX|America/Monterrey|25.69|-100.32|6
Tijuana|MX|America/Tijuana|32.51|-117.04|5
Guatemala City|GT|America/Guatemala|14.63|-90.51|3
San Jose CR|CR|America/Costa_Rica|9.93|-84.08|4
Bogota|CO|America/Bogota|4.71|-74.07|9
Medellin|CO|America/Bogota|6.24|-75.58|6
Caracas|VE|America/Caracas|10.48|-66.90|3
Lima|PE|America/Lima|-12.05|-77.04|5
Quito|EC|America/Guayaquil|-0.18|-78.47|3
Santiago|CL|America/Santiago|-33.45|-70.67|6
Buenos Aires|AR|America/Argentina/Buenos_Aires|-34.60|-58.38|14
Ushuaia|AR|America/Argentina/Ushuaia|-54.80|-68.30|1
Montevideo|UY|America/Montevideo|-34.90|-56.16|4
Sao Paulo|BR|America/Sao_Paulo|-23.55|-46.63|20
Rio de Janeiro|BR|America/Sao_Paulo|-22.91|-43.17|14
Manaus|BR|America/Manaus|-3.12|-60.02|3
Fortaleza|BR|America/Fortaleza|-3.73|-38.52|5
Porto Alegre|BR|America/Sao_Paulo|-30.03|-51.22|6
London|GB|Europe/London|51.51|-0.13|26
Manchester|GB|Europe/London|53.48|-2.24|9
Birmingham|GB|Europe/London|52.48|-1.90|7
Glasgow|GB|Europe/London|55.86|-4.25|7
Plymouth|GB|Europe/London|50.38|-4.14|4
Dublin|IE|Europe/Dublin|53.35|-6.26|7
Lisbon|PT|Europe/Lisbon|38.72|-9.14|7
Madrid|ES|Europe/Madrid|40.42|-3.70|8
Barcelona|ES|Europe/Madrid|41.39|2.17|7
Las Palmas|ES|Atlantic/Canary|28.12|-15.43|2
Paris|FR|Europe/Paris|48.86|2.35|9
Marseille|FR|Europe/Paris|43.30|5.37|3
Brussels|BE|Europe/Brussels|50.85|4.35|3
Amsterdam|NL|Europe/Amsterdam|52.37|4.90|6
Berlin|DE|Europe/Berlin|52.52|13.41|8
Hamburg|DE|Europe/Berlin|53.55|9.99|5
Munich|DE|Europe/Berlin|48.14|11.58|5
Zurich|CH|Europe/Zurich|47.37|8.54|3
Vienna|AT|Europe/Vienna|48.21|16.37|4
Rome|IT|Europe/Rome|41.90|12.50|6
Milan|IT|Europe/Rome|45.46|9.19|5
Athens|GR|Europe/Athens|37.98|23.73|5
Warsaw|PL|Europe/Warsaw|52.23|21.01|6
Stockholm|SE|Europe/Stockholm|59.33|18.07|10
Gothenburg|SE|Europe/Stockholm|57.71|11.97|6
Oslo|NO|Europe/Oslo|59.91|10.75|5
Tromso|NO|Europe/Oslo|69.65|18.96|2
Copenhagen|DK|Europe/Copenhagen|55.68|12.57|6
Helsinki|FI|Europe/Helsinki|60.17|24.94|5
Reykjavik|IS|Atlantic/Reykjavik|64.15|-21.94|2
Moscow|RU|Europe/Moscow|55.76|37.62|16
Saint Petersburg|RU|Europe/Moscow|59.93|30.34|10
Yekaterinburg|RU|Asia/Yekaterinburg|56.84|60.61|5
Vladivostok|RU|Asia/Vladivostok|43.12|131.89|2
Kyiv|UA|Europe/Kyiv|50.45|30.52|6
Tel Aviv|IL|Asia/Jerusalem|32.09|34.78|7
Tehran|IR|Asia/Tehran|35.69|51.39|60
Isfahan|IR|Asia/Tehran|32.65|51.67|20
Mashhad|IR|Asia/Tehran|36.30|59.61|18
Shiraz|IR|Asia/Tehran|29.59|52.58|16
Karachi|PK|Asia/Karachi|24.86|67.00|3
Mumbai|IN|Asia/Kolkata|19.08|72.88|8
Delhi|IN|Asia/Kolkata|28.61|77.21|6
Imphal|IN|Asia/Kolkata|24.82|93.94|4
Kathmandu|NP|Asia/Kathmandu|27.72|85.32|4
Bangkok|TH|Asia/Bangkok|13.76|100.50|3
Manila|PH|Asia/Manila|14.60|120.98|4
Hong Kong|HK|Asia/Hong_Kong|22.32|114.17|2
Tokyo|JP|Asia/Tokyo|35.68|139.65|6
Nairobi|KE|Africa/Nairobi|-1.29|36.82|3
Cape Town|ZA|Africa/Johannesburg|-33.92|18.42|5
Johannesburg|ZA|Africa/Johannesburg|-26.20|28.05|6
Sydney|AU|Australia/Sydney|-33.87|151.21|12
Melbourne|AU|Australia/Melbourne|-37.81|144.96|11
Brisbane|AU|Australia/Brisbane|-27.47|153.03|8
Adelaide|AU|Australia/Adelaide|-34.93|138.60|5
Perth|AU|Australia/Perth|-31.95|115.86|6
Auckland|NZ|Pacific/Auckland|-36.85|174.76|6
Christchurch|NZ|Pacific/Auckland|-43.53|172.64|3
Waitangi|NZ|Pacific/Chatham|-43.95|-176.56|1
Suva|FJ|Pacific/Fiji|-18.14|178.44|2
Taveuni|FJ|Pacific/Fiji|-16.85|179.98|1
Apia|WS|Pacific/Apia|-13.83|-171.77|1
"""


def cities() -> list[City]:
    rows = (line.split("|") for line in TABLE.split("\n") if line)
    return [
        City(name, country, tzid, float(lat), float(lon), int(weight)) for name, country, tzid, lat, lon, weight in rows
    ]
