/// Arbitraries and assertions for property tests of differentiable code, on jqwik.
///
/// [Shapes], [Tensors] and [Graphs] give random cases that shrink; a [GraphCase] is a graph with
/// tensors for its inputs, and its text is what a failing property prints. [AdjointAssertions] says
/// what must hold of one:
///
/// ```java
/// @Property
/// void reverseModeIsForwardMode(@ForAll("graphs") GraphCase graph) {
///   assertThat(graph).gradientMatchesDuals();
/// }
///
/// @Provide
/// Arbitrary<GraphCase> graphs() {
///   return Graphs.graphs(DType.FLOAT64, Palette.PLAIN);
/// }
/// ```
///
/// An [Oracle] is a law that holds for every graph, such as that reverse mode gives what dual
/// numbers give; a [Subject] is what is held against it, the library unless a test says otherwise.
///
/// No comparison has a fixed tolerance. Both sides carry a running error bound, computed by reading
/// the same graph in [dev.adjoint.autodiff.bounds.Bounds], and may differ by a stated multiple of
/// it. Where there is no bound, at an overflow or a decision that rounding may have made, an
/// element counts as unchecked, and the [Outcome] says so.
@NullMarked
package dev.adjoint.testkit;

import org.jspecify.annotations.NullMarked;
