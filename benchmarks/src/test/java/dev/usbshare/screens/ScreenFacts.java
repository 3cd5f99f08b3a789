package dev.usbshare.screens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.tui.CellText;
import java.util.List;

/** What holds for every screen of a dashboard. */
final class ScreenFacts {

    private ScreenFacts() {}

    /** The rows, after a look at whether all frames are whole: an edge that begins a row ends it too. */
    static List<String> whole(String screen, int columns, int rows) {
        List<String> lines = screen.lines().toList();
        assertThat(lines).as(screen).hasSize(rows);
        for (String line : lines) {
            assertThat(CellText.width(line)).as(screen).isLessThanOrEqualTo(columns);
            if (!line.isEmpty() && "│╭╰".indexOf(line.charAt(0)) >= 0) {
                assertThat(CellText.width(line)).as(screen).isEqualTo(columns);
                assertThat(line.charAt(line.length() - 1)).as(screen).isIn('│', '╮', '╯', '▲', '▼');
            }
        }
        return lines;
    }
}
