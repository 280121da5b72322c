package dev.adjoint.nn.train;

import java.util.List;

/// The result of a training run.
///
/// @param model the parameters after the last step
/// @param history what each epoch reported, in order
/// @param <P> the model, holding tensors
public record Trained<P>(P model, List<Progress.Epoch> history) {
  /// Copies the history.
  public Trained {
    history = List.copyOf(history);
  }
}
