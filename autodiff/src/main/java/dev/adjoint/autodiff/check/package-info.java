/// Gradient checking without a test framework: whether a derivative is right, and if not, which
/// op's rule is wrong, where, and what the error looks like.
///
/// ```java
/// Report report = Check.gradient(loss, Map.of(x, xs, w, ws));
/// report.requirePass();               // throws CheckFailure, whose message is the report
/// System.out.println(report);
/// // gradient check: PASS
/// //   x: float64[2, 3]: pass, 29 comparisons by dual numbers, finite differences, complex step, …
/// //   w: float64[3, 2]: pass, 28 comparisons by …
/// //   rules of 4 nodes, 129 comparisons in all, 0 left out
/// ```
///
/// **What is checked.** First every rule by itself ([RuleCheck]): the op of each node at the values
/// that reach it, against dual numbers through its lowering ([FirstOrder]), at those values and at
/// others near by; that it is linear; its own derivative against duals of duals ([SecondOrder]); in
/// FLOAT32 against FLOAT64. Then every target as a whole ([TargetCheck]) against dual numbers,
/// five-point differences ([Differences]) and the complex step ([ComplexStep]), and its second
/// derivatives in all four compositions of forward and reverse mode ([SecondOrderCheck]).
///
/// **What agreement means.** Numbers are compared within running error bounds
/// ([dev.adjoint.autodiff.bounds]), never within a fixed tolerance, and agreement counts only where
/// the bounds would have shown a relative error of 10⁻⁷ ([Judgement]).
///
/// **Three verdicts.** [Verdict.Pass], [Verdict.Fail] with every [Fault], [Verdict.NotChecked] with
/// the [Reason]: a kink with the slopes to both sides, found by dual numbers with an infinitesimal
/// that has a sign ([OneSided]), a jump, an edge of the domain, a derivative below its rounding.
///
/// **Constrained inputs**, such as labels on the simplex, are checked along a tangent basis
/// ([Check#tangents]); **hand-derived gradients** are compared by [Check#formula].
///
/// Start reading at [Check], then [Run]. Why it is built this way: docs/design/0015.
@NullMarked
package dev.adjoint.autodiff.check;

import org.jspecify.annotations.NullMarked;
