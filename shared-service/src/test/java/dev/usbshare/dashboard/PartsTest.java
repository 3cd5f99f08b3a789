package dev.usbshare.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.dashboard.Toasts.Mood;
import dev.usbshare.qr.QrCode;
import dev.usbshare.tui.Ink;
import dev.usbshare.tui.Key;
import dev.usbshare.tui.Screen;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    // Toasts.

    @Test
    void toast_goesAwayWhenItsTimeIsOver() {
        Toasts toasts = Toasts.NONE.with(Mood.GOOD, "shared", NOW).with(Mood.BAD, "refused", NOW);
        assertThat(toasts.at(NOW.plusMillis(3_999)).toasts()).hasSize(2);
        assertThat(toasts.at(NOW.plusSeconds(4)).toasts())
                .extracting(Toasts.Toast::text)
                .containsExactly("refused");
        assertThat(toasts.at(NOW.plusSeconds(8)).toasts()).isEmpty();
    }

    @Test
    void toasts_areFewAndTheNewestIsAtTheBottom() {
        Toasts toasts = Toasts.NONE;
        for (int i = 0; i < 9; i++) {
            toasts = toasts.with(Mood.NEUTRAL, "news " + i, NOW);
        }
        var screen = new Screen(40, 6);
        toasts.draw(screen.area());
        assertThat(screen.toString()).doesNotContain("news 4").contains("news 5");
        assertThat(screen.row(5)).contains("news 8");
    }

    @Test
    void longToast_isBrokenIntoLines() {
        var screen = new Screen(40, 6);
        Toasts.NONE
                .with(Mood.BAD, "the server does not know this client, ask its operator", NOW)
                .draw(screen.area());
        assertThat(screen.row(4)).contains("✗ the server does not know this");
        assertThat(screen.row(5)).contains("client, ask its operator");
    }

    // Tables.

    private static final List<Column> COLUMNS = List.of(
            Column.left("", 1, 1, 9),
            Column.left("Device", 6, 20, 8),
            Column.left("ID", 9, 9, 1),
            Column.right("Now", 6, 6, 5));

    private static Table table(int rows) {
        return new Table(
                COLUMNS,
                IntStream.range(0, rows)
                        .mapToObj(i -> List.of(
                                Cell.of(Ink.GOOD, "●"),
                                Cell.of(Ink.TEXT, "Device number " + i),
                                Cell.of(Ink.FAINT, "0951:1666"),
                                Cell.of(Ink.TEXT, "12 B/s")))
                        .toList());
    }

    @Test
    void table_withRoom_showsEverything() {
        var screen = new Screen(48, 3);
        table(2).draw(screen.area(), 0);
        assertThat(screen.row(0)).isEqualTo("    Device           ID            Now");
        assertThat(screen.row(1)).isEqualTo(" ●  Device number 0  0951:1666  12 B/s");
    }

    @Test
    void table_withoutRoom_leavesTheLeastImportantColumnOut() {
        var screen = new Screen(24, 3);
        table(2).draw(screen.area(), 0);
        assertThat(screen.row(1)).isEqualTo(" ●  Device num…  12 B/s");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "5,3", "19,15"})
    void table_showsTheSelectedRow(int selected, int first) {
        var screen = new Screen(48, 6);
        table(20).draw(screen.area(), selected);
        assertThat(screen.row(1)).contains("number " + first + " ");
        assertThat(screen.toString()).contains("number " + selected + " ");
    }

    // Lines.

    @Test
    void lines_breakAtBlanks_andInsideOfLongWords() {
        assertThat(Lines.wrapped("one two three", 7)).containsExactly("one two", "three");
        assertThat(Lines.wrapped("abcdefghij kl", 4)).containsExactly("abcd", "efgh", "ij", "kl");
        assertThat(Lines.wrapped("", 4)).containsExactly("");
        assertThat(Lines.wrapped("日本語", 1)).containsExactly("日", "本", "語");
    }

    // Forms.

    private static Form form() {
        return Form.of("Add", "about", Form.field("Ticket", "", ""), Form.field("Name", "", ""));
    }

    private static Form typed(Form form, String text) {
        return ((Form.Outcome.Changed) form.on(new Key.Pasted(text))).form();
    }

    @Test
    void form_isFilledInFieldByField() {
        Form first = typed(form(), "abc");
        Form second = typed(((Form.Outcome.Changed) first.on(Key.Named.TAB)).form(), "name");
        assertThat(second.on(Key.Named.ENTER)).isEqualTo(new Form.Outcome.Sent(List.of("abc", "name")));
    }

    @Test
    void form_isSentFromTheFirstField_whenTheRestIsEmpty() {
        assertThat(typed(form(), "abc").on(Key.Named.ENTER)).isEqualTo(new Form.Outcome.Sent(List.of("abc", "")));
    }

    @Test
    void form_isCancelled() {
        assertThat(form().on(Key.Named.ESCAPE)).isEqualTo(new Form.Outcome.Cancelled());
    }

    @Test
    void form_goesRoundItsFields() {
        Form last = ((Form.Outcome.Changed) form().on(Key.Named.BACK_TAB)).form();
        assertThat(last.active()).isEqualTo(1);
        assertThat(((Form.Outcome.Changed) last.on(Key.Named.TAB)).form().active())
                .isZero();
    }

    @Test
    void form_showsWhatIsWrong_untilSomethingIsTyped() {
        Form wrong = form().withProblem("no such ticket");
        var screen = new Screen(60, 20);
        wrong.draw(screen.area());
        assertThat(screen.toString()).contains("no such ticket");
        assertThat(typed(wrong, "x").problem()).isEmpty();
    }

    // The rest.

    @ParameterizedTest
    @CsvSource({"20,10", "39,24", "80,7", "5,2", "1,1"})
    void tinyTerminal_getsALineThatSaysSo(int columns, int rows) {
        var screen = new Screen(columns, rows);
        assertThat(Chrome.fits(screen.area())).isFalse();
        if (columns >= 12) {
            assertThat(screen.toString()).contains("needs 40x8");
        }
    }

    @Test
    void code_besideItsTexts_isACode() {
        QrCode code = QrCode.of("USBSHARE" + "A".repeat(80));
        var screen = new Screen(100, 30);
        CodeDialog.draw(
                screen.area(), "Connect", List.of(new CodeDialog.Text("Ticket", Ink.TEXT, "abc")), code, Keys.of());
        assertThat(screen.toString()).contains("█▀▀▀▀▀█").doesNotContain("make the window");
    }

    @Test
    void code_withoutRoom_saysHowMuchItNeeds() {
        QrCode code = QrCode.of("USBSHARE" + "A".repeat(200));
        var screen = new Screen(80, 22);
        CodeDialog.draw(
                screen.area(), "Connect", List.of(new CodeDialog.Text("Ticket", Ink.TEXT, "abc")), code, Keys.of());
        assertThat(screen.toString()).contains("For the QR code make the window");
    }

    @Test
    void silence_isCountedFromItsBeginning() {
        Link link = new Link.Up().failed("gone", NOW).failed("still gone", NOW.plusSeconds(5));
        assertThat(link).isEqualTo(new Link.Down("still gone", NOW));
        assertThat(link.answered()).isEqualTo(new Link.Up());
    }

    @Test
    void keys_thatDoNotFit_areLeftOut() {
        var screen = new Screen(16, 1);
        Keys.draw(screen.area(), Keys.of("?", "help", "q", "quit", "Space", "share"));
        assertThat(screen.row(0)).isEqualTo("? help  q quit");
    }
}
