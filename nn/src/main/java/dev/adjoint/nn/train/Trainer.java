package dev.adjoint.nn.train;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tree.Paths;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A minibatch training run of a loss: settings, each changed by a copy, and [#fit].
///
/// Forward pass, backward pass and update are one program that owns the parameters. Its batch axis
/// is named `m`, so that a smaller last batch runs too, divided by its own size. Everything random
/// follows from the seed: equal seeds, data and settings give equal models, bit for bit.
///
/// @param <M> the model, holding expressions
public final class Trainer<M> {
  private final Measure<M> loss;
  private final Settings settings;
  private final @Nullable Validation<M> validation;
  private final Progress progress;

  /// Changed only while a copy is being made.
  private static final class Settings {
    Optimizer optimizer = new GradientDescent(0.1);
    Groups groups = Groups.NONE;
    IntToDoubleFunction schedule = _ -> 1;
    int epochs = 10;
    int batch = 32;
    int accumulation = 1;
    long seed;
    Function<List<Expr>, Graph.Copy> checkpoint = step -> new Graph.Copy(step, Map.of());

    Settings copy() {
      Settings copy = new Settings();
      copy.optimizer = optimizer;
      copy.groups = groups;
      copy.schedule = schedule;
      copy.epochs = epochs;
      copy.batch = batch;
      copy.accumulation = accumulation;
      copy.seed = seed;
      copy.checkpoint = checkpoint;
      return copy;
    }
  }

  private record Validation<M>(Measure<M> metric, Dataset data) {}

  private Trainer(
      Measure<M> loss, Settings settings, @Nullable Validation<M> validation, Progress progress) {
    this.loss = loss;
    this.settings = settings;
    this.validation = validation;
    this.progress = progress;
  }

  /// A run of 10 epochs in batches of 32 by gradient descent at rate 0.1, seed 0.
  public static <M> Trainer<M> of(Measure<M> loss) {
    return new Trainer<>(loss, new Settings(), null, new Progress() {});
  }

  /// With another optimizer.
  public Trainer<M> optimizer(Optimizer optimizer) {
    return with(s -> s.optimizer = optimizer);
  }

  /// With an optimizer of its own for the parameters that patterns of [Paths] name: a smaller rate
  /// for the first layers, no weight decay on biases. Groups must not overlap.
  public Trainer<M> group(Optimizer optimizer, String... patterns) {
    return with(s -> s.groups = s.groups.plus(Paths.of(patterns), Optional.of(optimizer)));
  }

  /// With parameters that stay as they are, constants of the graph; patterns as for [#group].
  public Trainer<M> freeze(String... patterns) {
    return with(s -> s.groups = s.groups.plus(Paths.of(patterns), Optional.empty()));
  }

  /// With the optimizers' rates multiplied, in each epoch, by what the schedule gives for it; the
  /// first is epoch 1. A rate of 0 leaves the parameters as they are for that epoch; one that is
  /// negative, infinite or NaN ends the run with an error.
  public Trainer<M> schedule(IntToDoubleFunction schedule) {
    return with(s -> s.schedule = schedule);
  }

  /// With another number of passes over the data.
  public Trainer<M> epochs(int epochs) {
    if (epochs < 0) {
      throw new AdjointException("[train] epochs must not be negative, got " + epochs);
    }
    return with(s -> s.epochs = epochs);
  }

  /// With another number of samples in a batch.
  public Trainer<M> batch(int batch) {
    if (batch < 1) {
      throw new AdjointException("[train] a batch needs at least one sample, got " + batch);
    }
    return with(s -> s.batch = batch);
  }

  /// With a step for so many batches at a time, which then are the micro-batches of a larger one
  /// that memory need not hold: [#batch] times as many samples count for one step, fewer at the end
  /// of an epoch. The loss being a mean, each batch's gradient counts by its number of samples: `Σ
  /// nⱼ·gⱼ / Σ nⱼ` is the gradient of all samples at once, up to at most `k + 2` roundings of
  /// relative size u of `Σ nⱼ·|gⱼ| / Σ nⱼ` beside those of the `gⱼ` themselves.
  public Trainer<M> accumulate(int batches) {
    if (batches < 1) {
      throw new AdjointException("[train] a step needs at least one batch, got " + batches);
    }
    return with(s -> s.accumulation = batches);
  }

  /// With another seed of the order in which samples come.
  public Trainer<M> seed(long seed) {
    return with(s -> s.seed = seed);
  }

  /// With a step that computes values of the forward pass again instead of holding them:
  /// `Checkpoint::least`, or `step -> Checkpoint.within(step, bytes)`. The models trained are the
  /// same, bit for bit; a step takes less memory and up to a forward pass more time.
  ///
  /// @param checkpoint from the outputs of a step, which are the new parameters, the optimizers'
  ///   new state and the loss, to others of the same values; of a step of several batches, from
  ///   those of a batch
  /// @see dev.adjoint.autodiff.checkpoint.Checkpoint
  public Trainer<M> checkpoint(Function<List<Expr>, Graph.Copy> checkpoint) {
    return with(s -> s.checkpoint = checkpoint);
  }

  /// With a metric that is measured on other data after each epoch.
  public Trainer<M> validate(Measure<M> metric, Dataset data) {
    return new Trainer<>(loss, settings, new Validation<>(metric, data), progress);
  }

  /// With a listener.
  public Trainer<M> progress(Progress progress) {
    return new Trainer<>(loss, settings, validation, progress);
  }

  private Trainer<M> with(Consumer<Settings> change) {
    Settings changed = settings.copy();
    change.accept(changed);
    return new Trainer<>(loss, changed, validation, progress);
  }

  /// Trains a copy of a model on data.
  ///
  /// Throws [DivergedException] if the loss of a step or a parameter at the end is infinite or NaN,
  /// and [dev.adjoint.autodiff.grad.GradientException] if the loss does not depend on some
  /// parameter. What data a loss cannot work on, such as a class number that is not a column of the
  /// logits, is the error of the step that meets it.
  ///
  /// A run ends early only by an exception: one that [Progress#step] or [Progress#epoch] throws
  /// comes out of here unchanged. Interrupting the thread has no effect; a listener may throw if
  /// [Thread#interrupted] says so. What was trained until then is lost.
  ///
  /// @param initial the first parameters, holding tensors; floating ones are trained
  /// @param <P> the same record as M, holding tensors
  public <P> Trained<P> fit(P initial, Dataset data) {
    if (data.size() == 0) {
      throw new AdjointException("[train] there are no samples");
    }
    Map<String, Optimizer> optimizers =
        settings.groups.of(Parameters.paths(initial), settings.optimizer);
    Parameters<M> parameters = Parameters.of(initial, optimizers.keySet());
    Dim m = Dim.of("m", Math.min(settings.batch, data.size()));
    Input x = Input.of("x", data.xType(m));
    Input y = Input.of("y", data.yType(m));
    Descent descent =
        Descent.of(
            loss, parameters, optimizers, x, y, settings.accumulation > 1, settings.checkpoint);
    Evaluation<M> evaluation =
        validation == null
            ? null
            : Evaluation.of(validation.metric, parameters, validation.data, settings.batch);

    List<Progress.Epoch> history = new ArrayList<>();
    for (int epoch = 1; epoch <= settings.epochs; epoch++) {
      double now = rate(settings.optimizer, epoch);
      double mean = epoch(descent, now, epoch, data);
      OptionalDouble metric =
          validation == null || evaluation == null
              ? OptionalDouble.empty()
              : OptionalDouble.of(evaluation.mean(descent.state(), validation.data));
      Progress.Epoch report = new Progress.Epoch(epoch, settings.epochs, mean, now, metric);
      history.add(report);
      progress.epoch(report);
    }
    for (Input parameter : parameters.values().keySet()) {
      if (Objects.requireNonNull(descent.state().get(parameter)).hasNonFinite()) {
        throw new DivergedException(
            "[train] the parameter %s is not finite after the last step: lower the rate (%s) or look for a gradient that is not finite on this data"
                .formatted(parameter.label(), settings.optimizer.rate()));
      }
    }
    return new Trained<>(parameters.tensors(initial, descent.state()), history);
  }

  private double rate(Optimizer optimizer, int epoch) {
    double rate = optimizer.rate() * settings.schedule.applyAsDouble(epoch);
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new AdjointException(
          "[train] the rate of epoch %d must be a finite number, 0 or more, but optimizer and schedule give %s"
              .formatted(epoch, rate));
    }
    return rate;
  }

  private double epoch(Descent descent, double now, int epoch, Dataset data) {
    int steps = Math.ceilDiv(data.batchCount(settings.batch), settings.accumulation);
    // Any odd factor keeps the seeds of the epochs apart.
    long seed = settings.seed + epoch * 0x9E3779B97F4A7C15L;
    Iterator<Dataset.Minibatch> batches = data.shuffledBatches(settings.batch, seed).iterator();
    double sum = 0;
    for (int step = 1; step <= steps; step++) {
      List<Dataset.Minibatch> parts = new ArrayList<>();
      int samples = 0;
      while (parts.size() < settings.accumulation && batches.hasNext()) {
        parts.add(batches.next());
        samples += parts.getLast().x().shape().size(0);
      }
      double value = descent.step(parts, optimizer -> rate(optimizer, epoch));
      if (!Double.isFinite(value)) {
        throw new DivergedException(
            "[train] the loss is %s at epoch %d, step %d: lower the rate (%s) or look for a loss that is not finite on this data"
                .formatted(value, epoch, step, now));
      }
      sum += value * samples;
      progress.step(new Progress.Step(epoch, settings.epochs, step, steps, value, now));
    }
    return sum / data.size();
  }
}
