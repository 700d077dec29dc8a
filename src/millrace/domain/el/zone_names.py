"""Short names of time zones, as Java writes them in English (R152)."""

from datetime import datetime, timedelta

# Zones for which the time zone database has numbers only: name (or standard/summer name), then the zones;
# an indented line goes on with the zones of the line above.
_NAMES = """
ACT America/Eirunepe America/Porto_Acre America/Rio_Branco Brazil/Acre
ACWST Australia/Eucla
AFT Asia/Kabul
ALMT Asia/Almaty
AMT America/Boa_Vista America/Campo_Grande America/Cuiaba America/Manaus America/Porto_Velho
    Asia/Yerevan Brazil/West
ANAT Asia/Anadyr
AQTT Asia/Aqtau Asia/Aqtobe
ART America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia
    America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja
    America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta
    America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman
    America/Argentina/Ushuaia America/Buenos_Aires America/Catamarca America/Cordoba America/Jujuy
    America/Mendoza America/Rosario
AST Asia/Aden Asia/Baghdad Asia/Bahrain Asia/Kuwait Asia/Qatar Asia/Riyadh
AWST Antarctica/Casey
AZOT/AZOST Atlantic/Azores
AZT Asia/Baku
BDT Asia/Dacca Asia/Dhaka
BNT Asia/Brunei
BOT America/La_Paz
BRT America/Araguaina America/Bahia America/Belem America/Fortaleza America/Maceio America/Recife
    America/Santarem America/Sao_Paulo Brazil/East
BST Pacific/Bougainville
BTT Asia/Thimbu Asia/Thimphu
CCT Indian/Cocos
CHAST/CHADT NZ-CHAT Pacific/Chatham
CHOT Asia/Choibalsan
CHUT Pacific/Chuuk Pacific/Truk Pacific/Yap
CKT Pacific/Rarotonga
CLT Antarctica/Palmer
CLT/CLST America/Santiago Chile/Continental
COT America/Bogota
CVT Atlantic/Cape_Verde
CXT Indian/Christmas
DAVT Antarctica/Davis
DDUT Antarctica/DumontDUrville
EAST/EASST Chile/EasterIsland Pacific/Easter
ECT America/Guayaquil
EET Asia/Amman Asia/Damascus
EGT/EGST America/Scoresbysund
FJT Pacific/Fiji
FKT Atlantic/Stanley
FNT America/Noronha Brazil/DeNoronha
GALT Pacific/Galapagos
GAMT Pacific/Gambier
GET Asia/Tbilisi
GFT America/Cayenne
GILT Pacific/Tarawa
GMT/CEST Antarctica/Troll
GST Asia/Dubai Asia/Muscat Atlantic/South_Georgia
GYT America/Guyana
HOVT Asia/Hovd
ICT Asia/Bangkok Asia/Ho_Chi_Minh Asia/Phnom_Penh Asia/Saigon Asia/Vientiane
IOT Indian/Chagos
IRKT Asia/Irkutsk
IRST Asia/Tehran Iran
IST Asia/Colombo
KGT Asia/Bishkek
KOST Pacific/Kosrae
KRAT Asia/Krasnoyarsk Asia/Novokuznetsk
LHST/LHDT Australia/LHI Australia/Lord_Howe
LINT Pacific/Kiritimati
MAGT Asia/Magadan
MART Pacific/Marquesas
MAWT Antarctica/Mawson
MHT Kwajalein Pacific/Kwajalein Pacific/Majuro
MMT Asia/Rangoon Asia/Yangon
MSK Europe/Minsk
MUT Indian/Mauritius
MVT Indian/Maldives
MYT Asia/Kuala_Lumpur Asia/Kuching
NCT Pacific/Noumea
NFT/NFST Pacific/Norfolk
NOVT Asia/Novosibirsk
NPT Asia/Kathmandu Asia/Katmandu
NRT Pacific/Nauru
NUT Pacific/Niue
OMST Asia/Omsk
ORAT Asia/Oral
PET America/Lima
PETT Asia/Kamchatka
PGT Pacific/Port_Moresby
PHOT Pacific/Enderbury
PMST/PMDT America/Miquelon
PONT Pacific/Pohnpei Pacific/Ponape
PST Pacific/Pitcairn
PWT Pacific/Palau
PYT/PYST America/Asuncion
QOST Asia/Qostanay
QYZT Asia/Qyzylorda
RET Indian/Reunion
ROTT Antarctica/Rothera
SAKT Asia/Sakhalin
SAMT Europe/Samara
SBT Pacific/Guadalcanal
SCT Indian/Mahe
SGT Asia/Singapore Singapore
SRET Asia/Srednekolymsk
SRT America/Paramaribo
SYOT Antarctica/Syowa
TAHT Pacific/Tahiti
TFT Indian/Kerguelen
TJT Asia/Dushanbe
TKT Pacific/Fakaofo
TLT Asia/Dili
TMT Asia/Ashgabat Asia/Ashkhabad
TOT Pacific/Tongatapu
TRT Asia/Istanbul Europe/Istanbul Turkey
TVT Pacific/Funafuti
ULAT Asia/Ulaanbaatar Asia/Ulan_Bator
UYT America/Montevideo
UZT Asia/Samarkand Asia/Tashkent
VET America/Caracas
VLAT Asia/Ust-Nera Asia/Vladivostok
VOST Antarctica/Vostok
VUT Pacific/Efate
WAKT Pacific/Wake
WET Africa/Casablanca Africa/El_Aaiun
WFT Pacific/Wallis
WGT/WGST America/Godthab America/Nuuk
WSST Pacific/Apia
XJT Asia/Kashgar Asia/Urumqi
YAKT Asia/Chita Asia/Khandyga Asia/Yakutsk
YEKT Asia/Yekaterinburg
"""


def _by_zone() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for line in _NAMES.replace("\n    ", " ").strip().splitlines():
        names, *zones = line.split()
        standard, _, summer = names.partition("/")
        table.update(dict.fromkeys(zones, (standard, summer or standard)))
    return table


_BY_ZONE = _by_zone()


def short_zone_name(local: datetime, _count: int = 1) -> str:
    """CST, CET, EDT; GMT+05:00 where the zone has no name."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    known = _BY_ZONE.get(str(local.tzinfo))
    if known is not None:
        return known[1 if local.dst() else 0]
    minutes = int((local.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"GMT{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
