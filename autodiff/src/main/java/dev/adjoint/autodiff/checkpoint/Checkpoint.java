package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.Collection;
import java.util.List;

/// Derivatives that compute forward values twice instead of holding them in memory.
///
/// Outputs are given together, such as a loss and its gradients, or the updates of a training step.
/// The nodes of the highest order of differentiation, with what is computed from them, are their
/// backward pass; all others are the forward pass. A few forward nodes are *kept*: of the forward
/// pass only their values are held, and those of the last segment, which are at hand when the
/// backward pass begins. The others are computed again, segment by segment, when the backward pass
/// arrives there and has done with the segment behind. If the kept nodes separate the segments,
/// that is at most one forward pass more.
///
/// No bit of any output changes, in any executor. The result is a graph like any other, to be
/// printed, run and differentiated; differentiate first, since checkpoints are placed for the
/// highest order. Memory is saved by programs; the interpreter holds everything.
public final class Checkpoint {
  private Checkpoint() {}

  /// The outputs with these forward nodes kept. A segment goes from one of them to the next, in the
  /// order in which the forward pass is walked. Nothing but kept nodes and inputs is where a
  /// segment begins, so a path past all kept nodes is walked again from its start for every
  /// segment. What no input changes is held as constants are, but for random draws.
  ///
  /// @return the new outputs, and what every node became that they were computed from; the outputs
  ///   themselves if nothing needs to be computed again
  public static Graph.Copy keeping(List<? extends Expr> outputs, Collection<? extends Expr> kept) {
    Passes passes = Passes.of(outputs);
    return Recomputation.of(passes, Segments.at(passes, kept));
  }

  /// The outputs with the least memory, by an estimate from the sizes of the values: for a chain of
  /// n equal layers about √n of them are kept, and memory is O(√n).
  ///
  /// @return as of [#keeping]
  public static Graph.Copy least(List<? extends Expr> outputs) {
    Passes passes = Passes.of(outputs);
    return Recomputation.of(passes, new Cuts(passes).least());
  }

  /// The outputs with as few segments as it takes to hold, by an estimate from the sizes of the
  /// values, no more than this many bytes of forward values for the backward pass. Parameters, the
  /// cotangents on their way, and results come on top. What fits as it is stays as it is.
  ///
  /// @return as of [#keeping]
  public static Graph.Copy within(List<? extends Expr> outputs, long bytes) {
    Passes passes = Passes.of(outputs);
    Cuts cuts = new Cuts(passes);
    return Recomputation.of(
        passes,
        cuts.within(bytes)
            .orElseThrow(
                () ->
                    new AdjointException(
                        "[checkpoint] %,d bytes are not enough: the backward pass needs about %,d at least"
                            .formatted(bytes, cuts.leastBytes()))));
  }
}
