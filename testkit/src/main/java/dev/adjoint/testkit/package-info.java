/// Arbitraries and assertions for property tests of differentiable code, on jqwik.
///
/// **A hand-derived formula.** Write the loss, write the gradient that was derived by hand, and let
/// jqwik look for values at which the two part:
///
/// ```java
/// Input z = Input.of("z", DType.FLOAT64, 4, 3);
/// Input y = Input.of("y", DType.FLOAT64, 4, 3);
/// Expr loss = y.times(logSoftmax(z, 1)).sum(1).mean().negate();
///
/// @Property
/// void gradient(@ForAll("logits") Tensor logits, @ForAll("labels") Tensor labels) {
///   Expr formula = softmax(z, 1).minus(y).dividedBy(4);
///   assertThat(loss, Map.of(z, logits, y, labels)).gradientMatches(z, formula);
/// }
/// ```
///
/// **An op of one's own** has a contract, and a single line tests all of it:
///
/// ```java
/// assertThat(new Cube()).satisfiesItsContract();
/// ```
///
/// **A loss of one's own** promises more than a right gradient ([LossAssert]):
///
/// ```java
/// assertThatLoss(MyLoss::of, Samples.ofClasses(4, 3))
///     .isStable(-1000, 1000)
///     .isProper(probabilities -> probabilities.log())
///     .isConvexAlongLines();
/// ```
///
/// **Any graph**: [Shapes], [Tensors], [Labels], [Networks] and [Graphs] give random cases that
/// shrink; a [GraphCase] is a graph with tensors for its inputs, and its text is what a failing
/// property prints. [GraphAssert] says what must hold of one, [AdjointAssertions] is where all
/// assertions begin.
///
/// An [Oracle] is a law that holds for every graph, such as that reverse mode gives what dual
/// numbers give; a [Subject] is what is held against it, the library unless a test says otherwise.
///
/// No comparison has a fixed tolerance. Both sides carry a running error bound, computed by reading
/// the same graph in [dev.adjoint.autodiff.bounds.Bounds], and may differ by a stated multiple of
/// it. Where there is no bound, at an overflow or a decision that rounding may have made, an
/// element counts as unchecked, and the [Outcome] says so.
///
/// Assertions work in any test framework; only the arbitraries need jqwik to run the test. For
/// equal cases in every run, give a seed to `@Property`, and switch jqwik's database of past
/// failures off (`jqwik.database =` in `junit-platform.properties`).
@NullMarked
package dev.adjoint.testkit;

import org.jspecify.annotations.NullMarked;
