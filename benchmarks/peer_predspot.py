"""One peer's forecasts, made in its own Python: `python peer_predspot.py JOB ANSWER`. Imports nothing of ours.

JOB is a JSON file: `incidents` (CSV with date, longitude, latitude), `cells` and `region` (GeoJSON in degrees),
`mapping` ("KDE" or "QuadratCount"), `months` (first days) and `seed`. For each month the whole of predspot's own
default pipeline is fitted on what lay before it and asked once. ANSWER gets a list: `values` a cell or `error`, and
`seconds` of processor time. The cells are given to predspot as its grid, so nothing has to be mapped back.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from predspot import Dataset
from predspot.crime_mapping import KDE, QuadratCount
from predspot.pipeline import build_default_pipeline

MAPPINGS = {"KDE": KDE, "QuadratCount": QuadratCount}
_COARSE_SHARE = 0.1
"""The grid that the default pipeline makes for itself is put aside for ours: it is made coarse to cost nothing."""
_KM_PER_DEGREE = 111.0


def forecast(job: dict, crimes: pd.DataFrame, region: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, month: str) -> dict:
    """The density that predspot expects in each cell in the month that begins on that day, or its error."""
    started = time.process_time()
    begin = pd.Timestamp(month)
    try:
        np.random.seed(job["seed"])  # what the library itself draws from
        dataset = Dataset(crimes[crimes["t"] < begin], region)
        west, south, east, north = region.total_bounds
        coarse = _COARSE_SHARE * min(east - west, north - south) * _KM_PER_DEGREE
        pipeline = build_default_pipeline(region, tfreq="M", grid_resolution=coarse, random_state=job["seed"])
        mapping = MAPPINGS[job["mapping"]](tfreq="M", grid=cells, end_time=str((begin - pd.Timedelta(days=1)).date()))
        pipeline.set_params(mapping=mapping)
        answer = pipeline.fit(dataset).predict()
        when = answer.index.get_level_values("t").unique()
        if list(when) != [begin + pd.offsets.MonthEnd(0)]:
            return {"error": f"it answered for {list(when)}", "seconds": time.process_time() - started}
        values = answer["crime_density"].droplevel("t").reindex(cells.index)
    except Exception as error:  # noqa: BLE001  # whatever the library raises is what is to be reported
        said = (str(error).splitlines() or [""])[0]
        return {"error": f"{type(error).__name__}: {said}", "seconds": time.process_time() - started}
    return {"values": values.tolist(), "seconds": time.process_time() - started}


def main() -> None:
    """Answer every month of the job."""
    warnings.simplefilter("ignore")
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    crimes = pd.read_csv(job["incidents"]).rename(columns={"date": "t", "longitude": "lon", "latitude": "lat"})
    crimes = crimes[["t", "lon", "lat"]].assign(t=pd.to_datetime(crimes["t"]), tag="incident")
    region, cells = gpd.read_file(job["region"]), gpd.read_file(job["cells"])
    cells.index.name = "places"
    answers = []
    for month in job["months"]:
        answers.append(forecast(job, crimes, region, cells, month))
        print(f"predspot {job['mapping']}, {month}: {answers[-1]['seconds']:.1f} s", flush=True)
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main()
