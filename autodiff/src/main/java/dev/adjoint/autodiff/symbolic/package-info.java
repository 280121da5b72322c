/// Graphs as formulas: [Printer] writes them as a reader would.
@NullMarked
package dev.adjoint.autodiff.symbolic;

import org.jspecify.annotations.NullMarked;
