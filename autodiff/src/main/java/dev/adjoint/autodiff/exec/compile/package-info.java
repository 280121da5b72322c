/// The compiler behind [dev.adjoint.autodiff.exec.Program]: from a list of expressions to a list of
/// steps.
///
/// [Compiler] runs the passes, each a class of its own: [Composites] expands ops into simpler ones,
/// [Merging] makes one [Node] of equal applications, [Scheduling] groups elementwise nodes and
/// reads views through [Access]es, [BufferPlan] gives every stored value a place, and [Emission]
/// turns groups into the steps of [dev.adjoint.autodiff.exec.compile.step]. Every walk is a loop
/// over nodes in topological order, so depth costs no stack and time is linear in the size of the
/// graph.
@NullMarked
package dev.adjoint.autodiff.exec.compile;

import org.jspecify.annotations.NullMarked;
