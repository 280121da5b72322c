package dev.adjoint.testkit;

import java.util.function.Function;

/// A law that holds for every graph: what to compute in two ways that must agree. Where both ways
/// do the same arithmetic they must agree to the bit, elsewhere within the running error bounds.
@SuppressWarnings("ImmutableEnumChecker") // references to static methods
public enum Oracle {
  /// A program gives the same bits in every run, whatever it was run on in between.
  TWICE(BitOracles::twice),
  /// A program gives the same bits to several threads at once.
  THREADS(BitOracles::threads),
  /// Names have no influence.
  RENAMED(BitOracles::renamed),
  /// The order of outputs, and further outputs, have no influence.
  REORDERED(BitOracles::reordered),
  /// A program gives the bits that its nodes give one by one, each compiled alone.
  NODE_BY_NODE(BitOracles::nodeByNode),
  /// What is computed again instead of being held has the same bits.
  CHECKPOINT(BitOracles::checkpoint),
  /// A program gives what the reference interpreter gives, outputs and gradients.
  INTERPRETER(BoundOracles::interpreter),
  /// What is computed in stable form has the value of the graph as written.
  STABLE_FORM(BoundOracles::stableForm),
  /// A gradient does not depend on whether equal nodes are one.
  SHARED_NODES(BoundOracles::sharedNodes),
  /// A batch gives what its samples give one by one.
  BATCH(BoundOracles::batch),
  /// Forward mode by tangent rules gives what dual numbers give.
  TANGENTS(DerivativeOracles::tangents),
  /// Reverse mode gives what dual numbers give.
  DUALS(DerivativeOracles::duals),
  /// `⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩` for a dense v.
  ADJOINT(DerivativeOracles::adjoint),
  /// The vector-Jacobian product is linear in the seed.
  LINEARITY(DerivativeOracles::linearity),
  /// The gradient of the gradient gives what dual numbers through the gradient and dual numbers of
  /// dual numbers give.
  SECOND_ORDER(DerivativeOracles::secondOrder),
  /// Reverse mode gives what five-point differences give; for smooth FLOAT64 graphs.
  DIFFERENCES(DerivativeOracles::differences);

  private final Function<Examination, Outcome> law;

  Oracle(Function<Examination, Outcome> law) {
    this.law = law;
  }

  Outcome check(Examination examination) {
    return law.apply(examination);
  }

  /// Asserts that the library obeys the law on a graph; a [Disagreement] says where it does not.
  public Outcome check(GraphCase graph) {
    return check(graph, Subject.LIBRARY);
  }

  /// Asserts that what a subject gives obeys the law on a graph.
  public Outcome check(GraphCase graph, Subject subject) {
    return check(new Examination(graph, subject));
  }
}
