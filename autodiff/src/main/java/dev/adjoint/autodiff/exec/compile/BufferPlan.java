package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Banks;
import dev.adjoint.autodiff.exec.compile.step.Place;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The pass that gives every stored node a place, and reuses memory once its last reader has run.
///
/// Single elements lie in the banks, one for each dtype; everything else in arrays. A temporary
/// array serves later nodes of its dtype that are no larger and at least half its size.
final class BufferPlan {
  /// Where an array of the workspace comes from.
  sealed interface Source {}

  /// Made with the workspace; its contents do not outlive a run.
  record Temporary(DType dtype, int size) implements Source {}

  /// Part of the program.
  record Fixed(Tensor value) implements Source {}

  /// The storage of a bound tensor.
  record Given(Input input) implements Source {}

  /// Made for each run, and handed out.
  record Fresh(DType dtype, int size) implements Source {}

  /// The arrays behind the banks, by number less the number of banks.
  final List<Source> sources = new ArrayList<>();

  /// Values of the banks that never change.
  final Map<Literal, Place> literals = new HashMap<>();

  /// Inputs of one element, which are copied into a bank.
  final Map<Input, Place> scalarInputs = new HashMap<>();

  final int[] bankSizes = new int[Banks.COUNT];

  private final Map<DType, Deque<Place>> freeSlots = new EnumMap<>(DType.class);
  private final Map<DType, List<Place>> scratch = new EnumMap<>(DType.class);
  private final Map<DType, NavigableMap<Integer, Deque<Place>>> freeArrays =
      new EnumMap<>(DType.class);

  private BufferPlan() {
    for (DType dtype : DType.values()) {
      freeSlots.put(dtype, new ArrayDeque<>());
      scratch.put(dtype, new ArrayList<>());
      freeArrays.put(dtype, new TreeMap<>());
    }
  }

  static BufferPlan plan(List<Node> nodes, List<Draft> drafts) {
    BufferPlan plan = new BufferPlan();
    for (Node node : nodes) {
      if (node.lowering == null) {
        plan.leaf(node);
      }
    }
    Map<Integer, List<Node>> ending = new HashMap<>();
    for (Draft draft : drafts) {
      for (Node node : draft.nodes()) {
        if (node.stored) {
          node.place = plan.allocate(node);
          if (!node.kept) {
            int end = Math.max(node.lastUse, draft.number());
            ending.computeIfAbsent(end, _ -> new ArrayList<>()).add(node);
          }
        }
      }
      List<Node> done = ending.remove(draft.number());
      if (done != null) {
        done.forEach(plan::release);
      }
    }
    return plan;
  }

  private void leaf(Node node) {
    switch (node.expr) {
      case Input input -> {
        if (node.size == 1) {
          node.place = slot(node.dtype);
          scalarInputs.put(input, node.place);
        } else {
          node.place = array(new Given(input));
        }
      }
      case Constant constant ->
          node.place =
              node.size == 1 ? literal(literal(constant)) : array(new Fixed(constant.value()));
      case Apply _ -> throw new IllegalStateException(node + " is not a leaf");
    }
  }

  private static Literal literal(Constant constant) {
    return switch (TensorAccess.array(constant.value())) {
      case float[] x -> new Literal(DType.FLOAT32, Float.floatToRawIntBits(x[0]));
      case double[] x -> new Literal(DType.FLOAT64, Double.doubleToRawLongBits(x[0]));
      case long[] x -> new Literal(DType.INT64, x[0]);
      case boolean[] x -> new Literal(DType.BOOL, x[0] ? 1 : 0);
      default -> throw new IllegalStateException("no tensor storage");
    };
  }

  private Place allocate(Node node) {
    if (node.size == 1) {
      Place free = slots(node.dtype).poll();
      return free != null ? free : slot(node.dtype);
    }
    if (node.kept) {
      return array(new Fresh(node.dtype, node.size));
    }
    Map.Entry<Integer, Deque<Place>> fit = arrays(node.dtype).ceilingEntry(node.size);
    if (fit == null || fit.getKey() > 2L * node.size) {
      return array(new Temporary(node.dtype, node.size));
    }
    Place place = fit.getValue().pop();
    if (fit.getValue().isEmpty()) {
      arrays(node.dtype).remove(fit.getKey());
    }
    return place;
  }

  private void release(Node node) {
    Place place = node.place();
    if (node.size == 1) {
      slots(node.dtype).push(place);
    } else if (sources.get(place.array() - bankSizes.length)
        instanceof Temporary(DType dtype, int size)) {
      arrays(dtype).computeIfAbsent(size, _ -> new ArrayDeque<>()).push(place);
    }
  }

  /// The place of a constant element.
  Place literal(Literal literal) {
    return literals.computeIfAbsent(literal, l -> slot(l.dtype()));
  }

  /// The i-th slot of a bank that is free within any one step.
  Place scratch(DType dtype, int i) {
    List<Place> slots = scratch.getOrDefault(dtype, List.of());
    while (slots.size() <= i) {
      slots.add(slot(dtype));
    }
    return slots.get(i);
  }

  private Place slot(DType dtype) {
    return new Place(Banks.number(dtype), bankSizes[Banks.number(dtype)]++);
  }

  private Place array(Source source) {
    sources.add(source);
    return new Place(bankSizes.length + sources.size() - 1, 0);
  }

  private Deque<Place> slots(DType dtype) {
    return freeSlots.getOrDefault(dtype, new ArrayDeque<>());
  }

  private NavigableMap<Integer, Deque<Place>> arrays(DType dtype) {
    return freeArrays.getOrDefault(dtype, new TreeMap<>());
  }
}
