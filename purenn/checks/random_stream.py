"""The random stream is that of NumPy's legacy generator."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report

DRAWS = (
    1.764052345967664,
    0.4001572083672233,
    0.9787379841057392,
    2.240893199201458,
)  # the first normal draws from seed 0


def check_random_stream(report: "Report") -> None:
    """Compare the first draws from seed 0 with those of NumPy's legacy generator."""
    stream = report.stream
    for n, expected in enumerate(DRAWS):
        report.close(f"normal draw {n}", stream.randn(), expected)
    stream.seed(0)
    report.close("uniform draw", stream.random(), 0.5488135039273248)


CHECKS = (check_random_stream,)
