/// What a compiled program consists of: steps that read and write arrays of a workspace.
///
/// Start at [Step] and [Workspace]. [TileStep] and [ScalarStep] are the two register machines for
/// elementwise code, with one kernel for each [Code] and dtype; the other steps each compute one
/// node. Nothing here knows the graph except [Site], which error messages quote.
@NullMarked
package dev.adjoint.autodiff.exec.compile.step;

import org.jspecify.annotations.NullMarked;
