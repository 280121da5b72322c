package dev.adjoint.nn.train;

import java.util.OptionalDouble;

/// A listener to a training run, called on the training thread. What it throws ends the run and
/// comes out of [Trainer#fit] unchanged.
public interface Progress {
  /// After each step.
  default void step(Step step) {}

  /// After each epoch.
  default void epoch(Epoch epoch) {}

  /// A step of gradient descent.
  ///
  /// @param epoch from 1
  /// @param epochs how many there will be
  /// @param step from 1 within the epoch
  /// @param steps how many the epoch has
  /// @param loss of the step's batch, before the update
  /// @param rate the learning rate used
  record Step(int epoch, int epochs, int step, int steps, double loss, double rate) {}

  /// A pass over the training set.
  ///
  /// @param epoch from 1
  /// @param epochs how many there will be
  /// @param loss the mean over the samples of their batch's loss, while the model was changing
  /// @param rate the learning rate used
  /// @param metric of the validation set at the end of the epoch, if there is one
  record Epoch(int epoch, int epochs, double loss, double rate, OptionalDouble metric) {}
}
