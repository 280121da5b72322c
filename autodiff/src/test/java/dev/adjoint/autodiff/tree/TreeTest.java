package dev.adjoint.autodiff.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TreeTest {
  record Dense<T>(T weight, T bias) {}

  enum Mode {
    TRAIN
  }

  record Net<T>(List<Dense<T>> layers, T scale, int width, Mode mode, UnaryOperator<String> rule) {}

  record Holder(Object content) {}

  record Fixed(Tensor weight) {}

  record Strict<T>(T weight) {
    Strict {
      if (weight instanceof Expr) {
        throw new IllegalStateException("no expressions here");
      }
    }
  }

  private static final UnaryOperator<String> RULE = String::strip;

  private static Net<Tensor> net() {
    return new Net<>(
        List.of(
            new Dense<>(Tensor.of(1.0, 2.0), Tensor.scalar(3.0)),
            new Dense<>(Tensor.of(4.0, 5.0), Tensor.scalar(6.0))),
        Tensor.scalar(7.0),
        8,
        Mode.TRAIN,
        RULE);
  }

  @Test
  void leavesAreNamedByPathInOrder() {
    assertEquals(
        List.of(
            "layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias", "scale"),
        new ArrayList<>(Tree.leaves(net()).keySet()));
    assertEquals(Tensor.scalar(6.0), Tree.leaves(net(), Tensor.class).get("layers[1].bias"));
  }

  @Test
  void aLeafAloneHasTheEmptyPathAndAListStartsWithItsPosition() {
    assertEquals(List.of(""), new ArrayList<>(Tree.leaves(Tensor.scalar(1)).keySet()));
    assertEquals(
        List.of("[0]", "[1].weight", "[1].bias"),
        new ArrayList<>(
            Tree.leaves(List.of(Tensor.scalar(1), new Dense<>(Tensor.scalar(2), Tensor.scalar(3))))
                .keySet()));
  }

  @Test
  void mapMakesInputsNamedByPathAndBackAndCarriesStaticData() {
    Net<Tensor> tensors = net();
    Net<Expr> inputs = Tree.map(tensors, Tensor.class, (path, t) -> Input.of(path, t.type()));
    Input weight = assertInstanceOf(Input.class, inputs.layers().get(1).weight());
    assertEquals("layers[1].weight", weight.label());
    assertEquals(tensors.scale().type(), inputs.scale().type());
    assertEquals(8, inputs.width());
    assertSame(Mode.TRAIN, inputs.mode());
    assertSame(RULE, inputs.rule());

    Map<String, Tensor> values = Tree.leaves(tensors, Tensor.class);
    Net<Tensor> back = Tree.map(inputs, Expr.class, (path, _) -> values.get(path));
    assertEquals(tensors, back);
  }

  @Test
  void leavesMayBeOfAnyClass() {
    Dense<Integer> numbers = new Dense<>(3, 4);
    Dense<String> text = Tree.map(numbers, Integer.class, (Integer i) -> "n" + i);
    assertEquals(new Dense<>("n3", "n4"), text);
    assertTrue(Tree.leaves(numbers).isEmpty());
  }

  @Test
  void zipCombinesEqualPaths() {
    Net<Tensor> sum =
        Tree.zip(
            net(),
            net(),
            Tensor.class,
            (a, b) -> a.size() == 1 ? Tensor.scalar(a.item() - 2 * b.item()) : b);
    assertEquals(Tensor.scalar(-3.0), sum.layers().get(0).bias());
    assertEquals(Tensor.of(4.0, 5.0), sum.layers().get(1).weight());
  }

  private static String differs(Object a, Object b) {
    return assertThrows(TreeException.class, () -> Tree.zip(a, b, (x, _) -> x)).getMessage();
  }

  @Test
  void zipNamesTheFirstPathWhereStructuresDiffer() {
    Net<Tensor> shorter =
        new Net<>(net().layers().subList(0, 1), Tensor.scalar(7.0), 8, Mode.TRAIN, RULE);
    assertEquals(
        "[tree] structures differ at layers: a list of 2 and a list of 1", differs(net(), shorter));
    assertEquals(
        "[tree] structures differ at content: a Tensor and a record Dense",
        differs(
            new Holder(Tensor.scalar(1)),
            new Holder(new Dense<>(Tensor.scalar(2), Tensor.scalar(3)))));
    assertEquals(
        "[tree] structures differ at content: a String and a Tensor",
        differs(new Holder("static"), new Holder(Tensor.scalar(1))));
    assertEquals(
        "[tree] structures differ at the root: a record Holder and a record Fixed",
        differs(new Holder("static"), new Fixed(Tensor.scalar(1))));
  }

  @Test
  void aNullComponentIsNamed() {
    String message =
        assertThrows(
                TreeException.class, () -> Tree.leaves(List.of(new Dense<>(null, Tensor.of(1.0)))))
            .getMessage();
    assertTrue(message.startsWith("[tree] [0].weight is null"), message);
    String list =
        assertThrows(
                TreeException.class,
                () -> Tree.leaves(new Holder(Arrays.asList(Tensor.of(1.0), null))))
            .getMessage();
    assertTrue(list.startsWith("[tree] content[1] is null"), list);
  }

  @Test
  void leavesHiddenWhereNobodyLooksAreRefused() {
    Tensor t = Tensor.scalar(1);
    List<Object> hidings =
        List.of(
            Optional.of(t),
            Map.of("t", t),
            Set.of(t),
            new Tensor[] {t},
            Optional.of(new Holder(t)),
            Map.of("t", List.of(t)),
            Optional.of(Optional.of(List.of(new Holder(t)))));
    for (Object hiding : hidings) {
      String message =
          assertThrows(TreeException.class, () -> Tree.leaves(new Holder(hiding))).getMessage();
      assertTrue(message.startsWith("[tree] content is a "), message);
      assertTrue(message.contains("would be left out"), message);
    }
    assertTrue(Tree.leaves(new Holder(Optional.of("static"))).isEmpty());
    assertThrows(
        TreeException.class,
        () -> Tree.zip(new Holder(Optional.empty()), new Holder(Optional.of(t)), (a, b) -> a));
  }

  @Test
  void aRecordThatCannotHoldTheNewLeafSaysWhatToDo() {
    String message =
        assertThrows(
                TreeException.class,
                () ->
                    Tree.map(
                        new Fixed(Tensor.scalar(1)),
                        Tensor.class,
                        (path, t) -> Input.of(path, t.type())))
            .getMessage();
    assertEquals(
        "[tree] component weight of record Fixed is declared Tensor and cannot hold a Input: make"
            + " the record generic, as in record Fixed<T>(T weight)",
        message);
  }

  @Test
  void aFailingConstructorIsNamedAndItsCauseKept() {
    TreeException failure =
        assertThrows(
            TreeException.class,
            () ->
                Tree.map(
                    List.of(new Strict<>(Tensor.scalar(1))),
                    Tensor.class,
                    (path, t) -> Input.of(path, t.type())));
    assertEquals(
        "[tree] the constructor of record Strict at [0] failed: no expressions here",
        failure.getMessage());
    assertInstanceOf(IllegalStateException.class, failure.getCause());
  }

  @Test
  void aRecordOfAClosedPackageSaysWhatToOpen() {
    // A private record of the JDK.
    Object closed = assertInstanceOf(Record.class, Collectors.counting());
    String message = assertThrows(TreeException.class, () -> Tree.leaves(closed)).getMessage();
    assertTrue(
        message.contains(
            "add `opens java.util.stream to dev.adjoint.autodiff;` to module java.base"),
        message);
  }

  @Test
  void aListWithinItselfEndsInAnError() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    String message = assertThrows(TreeException.class, () -> Tree.leaves(list)).getMessage();
    assertTrue(message.contains("does a list contain itself?"), message);
  }
}
