"""What every test is run under."""

import os

from hypothesis import HealthCheck, settings

# A loaded machine is no fault of the code, so nothing fails for being slow. Where a submission is judged (CI), the same
# tree gives the same verdict; elsewhere each run tries other examples.
settings.register_profile(
    "assay", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("assay")
