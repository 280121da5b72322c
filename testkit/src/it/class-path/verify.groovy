// What a stranger sees: the right formula passes, the wrong one fails with both values, the place, the graph and
// what it shrank to.
def text = new File(basedir, "build.log").text
assert text.contains("Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, ")
for (part in ["FormulaProperties.wrong", "gradient of z at [0, 0]: formula ", ", reverse mode ", "; they differ by ",
    "z: float64[4, 3] = ", "LogSoftmax", "Shrunk Sample"]) {
  assert text.contains(part) : "'" + part + "' is not in build.log"
}
return true
