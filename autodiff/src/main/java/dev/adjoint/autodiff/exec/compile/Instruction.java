package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Code;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One primitive applied to the results of others: the code of a draft before registers are chosen.
final class Instruction {
  final Code code;

  /// The dtype of the numeric operands, BOOL if there are none.
  final DType dtype;

  /// The dtype of the result.
  final DType result;

  final List<Instruction> operands;

  /// The element, if it is a literal.
  final @Nullable Literal literal;

  /// What is read, if it is a load.
  final @Nullable Access access;

  /// The node whose formula asked for it first.
  final Node origin;

  /// Whether anything stored depends on it.
  boolean live;

  /// The position of the last instruction that uses it.
  int lastUse = -1;

  /// The register, or the slot of a bank; -1 until chosen.
  int register = -1;

  /// The number of the scratch slot that holds it, -1 if none does.
  int scratch = -1;

  Instruction(
      Code code,
      DType dtype,
      DType result,
      List<Instruction> operands,
      @Nullable Literal literal,
      @Nullable Access access,
      Node origin) {
    this.code = code;
    this.dtype = dtype;
    this.result = result;
    this.operands = operands;
    this.literal = literal;
    this.access = access;
    this.origin = origin;
  }

  /// The register of an operand, 0 if there are fewer.
  int operand(int i) {
    return i < operands.size() ? operands.get(i).register : 0;
  }
}
