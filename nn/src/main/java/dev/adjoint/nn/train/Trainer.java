package dev.adjoint.nn.train;

import dev.adjoint.autodiff.exec.Session;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
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

  private record Settings(
      Optimizer optimizer,
      IntToDoubleFunction schedule,
      int epochs,
      int batch,
      long seed,
      Function<List<Expr>, Graph.Copy> checkpoint) {}

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
    Settings settings =
        new Settings(
            new GradientDescent(0.1), _ -> 1, 10, 32, 0, step -> new Graph.Copy(step, Map.of()));
    return new Trainer<>(loss, settings, null, new Progress() {});
  }

  /// With another optimizer.
  public Trainer<M> optimizer(Optimizer optimizer) {
    return with(
        new Settings(
            optimizer,
            settings.schedule,
            settings.epochs,
            settings.batch,
            settings.seed,
            settings.checkpoint));
  }

  /// With the optimizer's rate multiplied, in each epoch, by what the schedule gives for it; the
  /// first is epoch 1. A rate of 0 leaves the parameters as they are for that epoch; one that is
  /// negative, infinite or NaN ends the run with an error.
  public Trainer<M> schedule(IntToDoubleFunction schedule) {
    return with(
        new Settings(
            settings.optimizer,
            schedule,
            settings.epochs,
            settings.batch,
            settings.seed,
            settings.checkpoint));
  }

  /// With another number of passes over the data.
  public Trainer<M> epochs(int epochs) {
    if (epochs < 0) {
      throw new AdjointException("[train] epochs must not be negative, got " + epochs);
    }
    return with(
        new Settings(
            settings.optimizer,
            settings.schedule,
            epochs,
            settings.batch,
            settings.seed,
            settings.checkpoint));
  }

  /// With another number of samples in a batch.
  public Trainer<M> batch(int batch) {
    if (batch < 1) {
      throw new AdjointException("[train] a batch needs at least one sample, got " + batch);
    }
    return with(
        new Settings(
            settings.optimizer,
            settings.schedule,
            settings.epochs,
            batch,
            settings.seed,
            settings.checkpoint));
  }

  /// With another seed of the order in which samples come.
  public Trainer<M> seed(long seed) {
    return with(
        new Settings(
            settings.optimizer,
            settings.schedule,
            settings.epochs,
            settings.batch,
            seed,
            settings.checkpoint));
  }

  /// With a step that computes values of the forward pass again instead of holding them:
  /// `Checkpoint::least`, or `step -> Checkpoint.within(step, bytes)`. The models trained are the
  /// same, bit for bit; a step takes less memory and up to a forward pass more time.
  ///
  /// @param checkpoint from the outputs of a step, which are the new parameters, the optimizer's
  ///   new state and the loss, to others of the same values
  /// @see dev.adjoint.autodiff.checkpoint.Checkpoint
  public Trainer<M> checkpoint(Function<List<Expr>, Graph.Copy> checkpoint) {
    return with(
        new Settings(
            settings.optimizer,
            settings.schedule,
            settings.epochs,
            settings.batch,
            settings.seed,
            checkpoint));
  }

  /// With a metric that is measured on other data after each epoch.
  public Trainer<M> validate(Measure<M> metric, Dataset data) {
    return new Trainer<>(loss, settings, new Validation<>(metric, data), progress);
  }

  /// With a listener.
  public Trainer<M> progress(Progress progress) {
    return new Trainer<>(loss, settings, validation, progress);
  }

  private Trainer<M> with(Settings changed) {
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
    Parameters<M> parameters = Parameters.of(initial);
    Dim m = Dim.of("m", Math.min(settings.batch, data.size()));
    Input x = Input.of("x", data.xType(m));
    Input y = Input.of("y", data.yType(m));
    Input rate = Input.of("rate", DType.FLOAT64);
    Run run = run(parameters, loss.of(parameters.model(), x, y).named("loss"), x, y, rate);
    Evaluation<M> evaluation =
        validation == null
            ? null
            : Evaluation.of(validation.metric, parameters, validation.data, settings.batch);

    List<Progress.Epoch> history = new ArrayList<>();
    for (int epoch = 1; epoch <= settings.epochs; epoch++) {
      double now = rate(epoch);
      double mean = epoch(run, now, epoch, data);
      OptionalDouble metric =
          validation == null || evaluation == null
              ? OptionalDouble.empty()
              : OptionalDouble.of(evaluation.mean(run.session.state(), validation.data));
      Progress.Epoch report = new Progress.Epoch(epoch, settings.epochs, mean, now, metric);
      history.add(report);
      progress.epoch(report);
    }
    for (Input parameter : parameters.values().keySet()) {
      if (run.session.state(parameter).hasNonFinite()) {
        throw new DivergedException(
            "[train] the parameter %s is not finite after the last step: lower the rate (%s) or look for a gradient that is not finite on this data"
                .formatted(parameter.label(), settings.optimizer.rate()));
      }
    }
    return new Trained<>(parameters.tensors(initial, run.session.state()), history);
  }

  private double rate(int epoch) {
    double rate = settings.optimizer.rate() * settings.schedule.applyAsDouble(epoch);
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new AdjointException(
          "[train] the rate of epoch %d must be a finite number, 0 or more, but optimizer and schedule give %s"
              .formatted(epoch, rate));
    }
    return rate;
  }

  private double epoch(Run run, double now, int epoch, Dataset data) {
    int steps = data.batchCount(settings.batch);
    // Any odd factor keeps the seeds of the epochs apart.
    long seed = settings.seed + epoch * 0x9E3779B97F4A7C15L;
    Iterator<Dataset.Minibatch> batches = data.shuffledBatches(settings.batch, seed).iterator();
    double sum = 0;
    for (int step = 1; step <= steps; step++) {
      Dataset.Minibatch batch = batches.next();
      double value = run.step(batch, now);
      if (!Double.isFinite(value)) {
        throw new DivergedException(
            "[train] the loss is %s at epoch %d, step %d: lower the rate (%s) or look for a loss that is not finite on this data"
                .formatted(value, epoch, step, now));
      }
      sum += value * batch.x().shape().size(0);
      progress.step(new Progress.Step(epoch, settings.epochs, step, steps, value, now));
    }
    return sum / data.size();
  }

  /// The program of a step, which owns parameters and optimizer state.
  private Run run(Parameters<M> parameters, Expr loss, Input x, Input y, Input rate) {
    List<Input> inputs = List.copyOf(parameters.values().sequencedKeySet());
    List<Expr> gradients = Grad.grad(loss, inputs).all();
    Map<Input, Expr> updates = new LinkedHashMap<>();
    Map<Input, Tensor> initial = new LinkedHashMap<>(parameters.values());
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      List<Input> state = new ArrayList<>();
      for (Tensor tensor : settings.optimizer.initial(input.type())) {
        Input slot = Input.of(input.label() + ".state" + state.size(), tensor.type());
        initial.put(slot, tensor);
        state.add(slot);
      }
      Optimizer.Update update =
          settings.optimizer.update(
              input, gradients.get(i), List.copyOf(state), rate.cast(input.dtype()));
      if (update.state().size() != state.size()) {
        throw new AdjointException(
            "[train] the optimizer %s declares %d state tensors for %s, but its update gives %d"
                .formatted(settings.optimizer, state.size(), input, update.state().size()));
      }
      updates.put(input, update.parameter());
      for (int s = 0; s < state.size(); s++) {
        updates.put(state.get(s), update.state().get(s));
      }
    }
    List<Expr> all = new ArrayList<>(updates.values());
    all.add(loss);
    List<Expr> step = settings.checkpoint.apply(List.copyOf(all)).outputs();
    int i = 0;
    for (Map.Entry<Input, Expr> update : updates.entrySet()) {
      update.setValue(step.get(i++));
    }
    return new Run(
        Session.of(updates, List.of(step.getLast()), initial),
        x,
        y,
        rate,
        Set.copyOf(Graph.inputs(all)));
  }

  /// A session and what it reads: a loss may ignore the targets, an optimizer the rate.
  private record Run(Session session, Input x, Input y, Input rate, Set<Input> read) {
    double step(Dataset.Minibatch batch, double now) {
      Map<Input, Tensor> bindings = new HashMap<>();
      bindings.put(x, batch.x());
      bindings.put(y, batch.y());
      bindings.put(rate, Tensor.scalar(now));
      bindings.keySet().retainAll(read);
      return session.step(bindings).getFirst().item();
    }
  }
}
