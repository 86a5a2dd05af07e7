package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cityhall.cli.Table.Column;
import dev.cityhall.cli.Table.Side;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Column CODE = new Column("Code", Side.LEFT);
  private static final Column DEPARTMENT = new Column("Department", Side.LEFT);
  private static final Column NAMESPACES = new Column("Namespaces", Side.RIGHT);

  @Test
  void alignsChineseNamesByWhatTheyTakeUp() {
    var table =
        new Table(CODE, DEPARTMENT, NAMESPACES)
            .row("tax", "国家税务总局济南市税务局", "10")
            .row("finance", "济南市财政局", "12");

    assertThat(table.lines())
        .containsExactly(
            "Code     Department                Namespaces",
            "tax      国家税务总局济南市税务局          10",
            "finance  济南市财政局                      12");
  }

  @Test
  void allLinesEndAtTheSameColumnWhenTheLastKeepsRight() {
    var table = new Table(DEPARTMENT, NAMESPACES).row("济南市审计局", "5").row("Audit", "1,204");

    assertThat(table.lines()).extracting(DisplayWidth::of).containsOnly(24);
  }

  @Test
  void leavesNoSpaceAtTheEndOfALine() {
    assertThat(new Table(CODE, DEPARTMENT).row("tax", "").lines()).contains("tax");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table(CODE, DEPARTMENT).row("tax"))
        .withMessage("1 cells for 2 columns");
  }
}
