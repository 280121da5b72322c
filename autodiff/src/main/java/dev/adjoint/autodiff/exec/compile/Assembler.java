package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Code;
import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The instructions of a draft: reads each node's formula once, makes one instruction of identical
/// ones, and leaves out those that nothing stored depends on.
final class Assembler {
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Object, Instruction> known = new HashMap<>();
  private final Map<Node, Instruction> values = new HashMap<>();
  private final Draft draft;

  private Assembler(Draft draft) {
    this.draft = draft;
  }

  /// Live instructions in order, and those that stored nodes are the result of.
  record Listing(List<Instruction> instructions, Map<Instruction, List<Node>> stored) {}

  static Listing assemble(Draft draft) {
    Assembler assembler = new Assembler(draft);
    for (Node node : draft.nodes()) {
      assembler.values.put(node, assembler.node(node));
    }
    Map<Instruction, List<Node>> stored = new HashMap<>();
    for (Node node : draft.nodes()) {
      if (node.stored) {
        Instruction value = Objects.requireNonNull(assembler.values.get(node));
        value.live = true;
        stored.computeIfAbsent(value, _ -> new ArrayList<>()).add(node);
      }
    }
    return new Listing(assembler.live(), stored);
  }

  private List<Instruction> live() {
    for (Instruction instruction : instructions.reversed()) {
      if (instruction.live) {
        instruction.operands.forEach(operand -> operand.live = true);
      }
    }
    List<Instruction> live = instructions.stream().filter(i -> i.live).toList();
    for (int i = 0; i < live.size(); i++) {
      for (Instruction operand : live.get(i).operands) {
        operand.lastUse = i;
      }
    }
    return live;
  }

  private Instruction node(Node node) {
    List<Instruction> operands = new ArrayList<>(node.operands.size());
    for (Access access : node.reads) {
      operands.add(value(access, node));
    }
    return switch (node.lowering) {
      case Lowering.Elementwise(Formula formula) -> formula(node, formula, operands);
      case Lowering.Convert _ -> {
        DType from = node.operands.getFirst().dtype;
        yield from == node.dtype
            ? operands.getFirst()
            : add(Code.CONVERT, from, node.dtype, operands, null, null, node);
      }
      case null, default -> throw new IllegalStateException(node + " is not elementwise");
    };
  }

  private Instruction formula(Node node, Formula formula, List<Instruction> operands) {
    DType dtype = node.dtype;
    List<Lane<Instruction, Instruction>> lanes = new ArrayList<>(operands.size());
    for (int i = 0; i < operands.size(); i++) {
      DType operand = node.operands.get(i).dtype;
      if (operand == DType.BOOL) {
        lanes.add(new Lane.Mask<>(operands.get(i)));
      } else {
        dtype = operand;
        lanes.add(new Lane.Value<>(operands.get(i)));
      }
    }
    InstructionLanes k = new InstructionLanes(this, node, dtype);
    return switch (new Site(node.apply()).guarded(() -> formula.apply(k, lanes))) {
      case Lane.Value<Instruction, Instruction>(Instruction v) -> v;
      case Lane.Mask<Instruction, Instruction>(Instruction m) -> m;
    };
  }

  /// The instruction that has the elements of an operand.
  private Instruction value(Access access, Node user) {
    if (Scheduling.inRegister(access, draft)) {
      return Objects.requireNonNull(values.get(access.root()));
    }
    DType dtype = access.root().dtype;
    return add(Code.LOAD, dtype, dtype, List.of(), null, access, user);
  }

  Instruction add(
      Code code,
      DType dtype,
      DType result,
      List<Instruction> operands,
      @Nullable Literal literal,
      @Nullable Access access,
      Node origin) {
    Object place = access == null ? List.of() : Way.of(access);
    Key key = new Key(code, dtype, result, operands, literal, place);
    Instruction instruction = known.get(key);
    if (instruction == null) {
      instruction = new Instruction(code, dtype, result, operands, literal, access, origin);
      instructions.add(instruction);
      known.put(key, instruction);
    }
    return instruction;
  }

  /// What makes two instructions the same; those of operands are compared by identity.
  private record Key(
      Code code,
      DType dtype,
      DType result,
      List<Instruction> operands,
      @Nullable Literal literal,
      Object place) {}

  /// An access by value.
  private record Way(Node root, int offset, List<Integer> sizes, List<Integer> strides) {
    static Way of(Access access) {
      return access.root().size == 1
          ? new Way(access.root(), 0, List.of(), List.of())
          : new Way(access.root(), access.offset(), boxed(access.sizes()), boxed(access.strides()));
    }

    private static List<Integer> boxed(int[] values) {
      return Arrays.stream(values).boxed().toList();
    }
  }
}
