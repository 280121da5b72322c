package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.CholeskyStep;
import dev.adjoint.autodiff.exec.compile.step.ContractStep;
import dev.adjoint.autodiff.exec.compile.step.CopyStep;
import dev.adjoint.autodiff.exec.compile.step.GatherStep;
import dev.adjoint.autodiff.exec.compile.step.GenerateStep;
import dev.adjoint.autodiff.exec.compile.step.Matrices;
import dev.adjoint.autodiff.exec.compile.step.OpaqueStep;
import dev.adjoint.autodiff.exec.compile.step.OrderStep;
import dev.adjoint.autodiff.exec.compile.step.Place;
import dev.adjoint.autodiff.exec.compile.step.PlaceStep;
import dev.adjoint.autodiff.exec.compile.step.RecurrenceStep;
import dev.adjoint.autodiff.exec.compile.step.ReduceStep;
import dev.adjoint.autodiff.exec.compile.step.ScanStep;
import dev.adjoint.autodiff.exec.compile.step.ScatterStep;
import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.exec.compile.step.SolveStep;
import dev.adjoint.autodiff.exec.compile.step.Step;
import dev.adjoint.autodiff.exec.compile.step.Strides;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Lowering.Generate;
import dev.adjoint.autodiff.graph.Lowering.Scatter;
import dev.adjoint.autodiff.graph.TriangularForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;

/// The pass that turns drafts into steps.
final class Emission {
  private Emission() {}

  static List<Step> emit(List<Draft> drafts, BufferPlan plan, int[] registers) {
    List<Step> steps = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      steps.add(
          switch (draft) {
            case Draft.Scalars scalars -> ScalarEmission.emit(scalars, plan);
            case Draft.Region region -> TileEmission.emit(region, plan, registers);
            case Draft.Single(int _, Node node) -> step(node);
          });
    }
    return List.copyOf(steps);
  }

  private static Step step(Node node) {
    return switch (node.lowering) {
      case Lowering.View _, Lowering.Barrier _ -> copy(node);
      case Lowering.Contraction _ -> contract(node, Objects.requireNonNull(node.product));
      case Lowering.Reduction(Lowering.Reduction.Kind kind, var axes) -> reduce(node, kind, axes);
      case Lowering.Scan(int axis, boolean reverse) ->
          new ScanStep(
              volume(node.sizes, 0, axis),
              node.sizes[axis],
              volume(node.sizes, axis + 1, node.sizes.length),
              reverse,
              operand(node, 0),
              node.place());
      case Lowering.Recurrence(int axis, boolean reverse) ->
          new RecurrenceStep(
              volume(node.sizes, 0, axis),
              node.sizes[axis],
              volume(node.sizes, axis + 1, node.sizes.length),
              reverse,
              operand(node, 0),
              operand(node, 1),
              node.place());
      case Lowering.Order.Values(int axis, boolean descending) ->
          order(node, axis, descending, false);
      case Lowering.Order.Indices(int axis, boolean descending) ->
          order(node, axis, descending, true);
      case Lowering.Triangular.Cholesky() -> cholesky(node);
      case Lowering.Triangular.Solve(TriangularForm form) -> solve(node, form);
      case Lowering.Gather(int batch) -> gather(node, batch);
      case Scatter.Add(int batch) -> scatter(node, batch);
      case Scatter.Place(var starts, var steps) -> {
        List<PlaceStep.Part> parts = new ArrayList<>();
        int[] strides = Strides.dense(node.sizes);
        for (int i = 0; i < node.operands.size(); i++) {
          int start = 0;
          int[] spread = new int[strides.length];
          for (int a = 0; a < strides.length; a++) {
            start += starts.get(i).get(a).size() * strides[a];
            spread[a] = steps.get(a) * strides[a];
          }
          Strides grid = Strides.of(node.operands.get(i).sizes, spread);
          parts.add(new PlaceStep.Part(operand(node, i), start, grid));
        }
        yield new PlaceStep(node.size, node.place(), List.copyOf(parts));
      }
      case Generate.Iota(int axis) ->
          new GenerateStep.Iota(
              volume(node.sizes, 0, axis),
              node.sizes[axis],
              volume(node.sizes, axis + 1, node.sizes.length),
              node.place());
      case Generate.Uniform _ ->
          new GenerateStep.Uniform(node.size, operand(node, 0), node.place());
      case Generate.Split(long salt) ->
          new GenerateStep.Split(salt, operand(node, 0), node.place());
      case Lowering.Opaque(var evaluation) ->
          new OpaqueStep(
              new Site(node.apply()),
              evaluation,
              node.apply().operands().stream().map(e -> e.type()).toList(),
              places(node),
              node.expr.type(),
              node.place());
      case Lowering.Elementwise _, Lowering.Convert _, Lowering.Composite _, Generate.Count _ ->
          throw new IllegalStateException(node + " does not stand alone");
      case null -> throw new IllegalStateException(node + " is a leaf");
    };
  }

  private static CopyStep copy(Node node) {
    Access from = Objects.requireNonNull(node.copied);
    return new CopyStep(
        node.size, place(from), Strides.of(from.sizes(), from.strides()), node.place());
  }

  private static ContractStep contract(Node node, Product product) {
    return new ContractStep(
        node.dtype,
        product.batch(),
        product.m(),
        product.n(),
        product.k(),
        side(product.left()),
        side(product.right()),
        node.place());
  }

  private static ContractStep.Side side(Product.Side side) {
    return new ContractStep.Side(
        place(side.access()), side.batches(), side.transposed(), side.stride());
  }

  private static CholeskyStep cholesky(Node node) {
    int r = node.sizes.length;
    return new CholeskyStep(
        volume(node.sizes, 0, r - 2), node.sizes[r - 1], matrices(node.reads.get(0)), node.place());
  }

  private static SolveStep solve(Node node, TriangularForm form) {
    int r = node.sizes.length;
    Matrices matrices = matrices(node.reads.get(0));
    Access right = node.reads.get(1);
    return new SolveStep(
        volume(node.sizes, 0, r - 2),
        node.sizes[r - 2],
        node.sizes[r - 1],
        form.isTransposed() ? matrices.transposed() : matrices,
        form.isForward(),
        place(right),
        Strides.of(right.sizes(), right.strides()),
        node.place());
  }

  private static Matrices matrices(Access access) {
    int r = access.sizes().length;
    int[] sizes = Arrays.copyOf(access.sizes(), r - 2);
    int[] strides = Arrays.copyOf(access.strides(), r - 2);
    return new Matrices(
        place(access),
        Strides.of(sizes, strides),
        access.strides()[r - 2],
        access.strides()[r - 1]);
  }

  private static ReduceStep reduce(
      Node node, Lowering.Reduction.Kind kind, SortedSet<Integer> axes) {
    int[] sizes = node.operands.getFirst().sizes;
    int[] kept = Strides.dense(node.sizes);
    List<int[]> merged = new ArrayList<>();
    int axis = 0;
    for (int a = 0; a < sizes.length; a++) {
      boolean folded = axes.contains(a);
      int target = folded ? 0 : kept[axis++];
      int[] last = merged.isEmpty() ? null : merged.getLast();
      if (sizes[a] == 1 && !folded) {
        continue;
      }
      if (last != null && (last[1] == 0) == folded) {
        last[0] *= sizes[a];
        last[1] = target;
      } else {
        merged.add(new int[] {sizes[a], target});
      }
    }
    if (merged.isEmpty()) {
      merged.add(new int[] {1, 1});
    }
    return new ReduceStep(
        kind,
        merged.stream().mapToInt(m -> m[0]).toArray(),
        merged.stream().mapToInt(m -> m[1]).toArray(),
        node.size,
        operand(node, 0),
        node.place());
  }

  private static OrderStep order(Node node, int axis, boolean descending, boolean indices) {
    return new OrderStep(
        volume(node.sizes, 0, axis),
        node.sizes[axis],
        volume(node.sizes, axis + 1, node.sizes.length),
        descending,
        indices,
        operand(node, 0),
        node.place());
  }

  private static GatherStep gather(Node node, int batch) {
    int[] x = node.operands.get(0).sizes;
    int[] indices = node.operands.get(1).sizes;
    return new GatherStep(
        new Site(node.apply()),
        volume(x, 0, batch),
        x[batch],
        volume(indices, batch, indices.length),
        volume(x, batch + 1, x.length),
        operand(node, 0),
        operand(node, 1),
        node.place());
  }

  private static ScatterStep scatter(Node node, int batch) {
    int[] indices = node.operands.get(1).sizes;
    return new ScatterStep(
        new Site(node.apply()),
        volume(node.sizes, 0, batch),
        node.sizes[batch],
        volume(indices, batch, indices.length),
        volume(node.sizes, batch + 1, node.sizes.length),
        operand(node, 0),
        operand(node, 1),
        node.place());
  }

  private static List<Place> places(Node node) {
    return node.reads.stream().map(Emission::place).toList();
  }

  private static Place operand(Node node, int i) {
    return place(node.reads.get(i));
  }

  /// Where the first element of an access lies.
  static Place place(Access access) {
    Place root = access.root().place();
    return new Place(root.array(), root.offset() + access.offset());
  }

  private static int volume(int[] sizes, int from, int to) {
    return Arrays.stream(sizes, from, to).reduce(1, (a, b) -> a * b);
  }
}
