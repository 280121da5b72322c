// What a stranger sees: only the wrong formula fails, with both values, the place and the graph.
def text = new File(basedir, "build.log").text
assert text.contains("Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, ")
for (part in ["LossProperties.wrong", "gradient of p at [0]: formula ", ", reverse mode ", "; they differ by ",
    "p: float64[3] = ", "LogCosh"]) {
  assert text.contains(part) : "'" + part + "' is not in build.log"
}
return true
