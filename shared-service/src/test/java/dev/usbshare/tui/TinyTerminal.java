package dev.usbshare.tui;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** As much of a terminal as a painter's output needs: moves, SGR, clearing and characters; it does not wrap. */
final class TinyTerminal {

    private final int columns;
    private final int[][] cells;
    private final String[][] styles;
    private final IntUnaryOperator width;
    private int x;
    private int y;
    private String style = "0";

    /** @param width how many cells it gives a character, which may be wrong */
    TinyTerminal(int columns, int rows, IntUnaryOperator width) {
        this.columns = columns;
        this.width = width;
        this.cells = new int[rows][columns];
        this.styles = new String[rows][columns];
        clear();
    }

    private void clear() {
        for (int[] row : cells) {
            Arrays.fill(row, ' ');
        }
        for (String[] row : styles) {
            Arrays.fill(row, "0");
        }
    }

    void take(String output) {
        int i = 0;
        while (i < output.length()) {
            int c = output.codePointAt(i);
            if (c == 0x1b) {
                int end = i + 2;
                while (!Character.isLetter(output.charAt(end))) {
                    end++;
                }
                control(output.substring(i + 2, end), output.charAt(end));
                i = end + 1;
            } else {
                print(c);
                i += Character.charCount(c);
            }
        }
    }

    private void control(String parameters, char action) {
        switch (action) {
            case 'H' -> {
                String[] place = parameters.split(";");
                y = Integer.parseInt(place[0]) - 1;
                x = Integer.parseInt(place[1]) - 1;
            }
            case 'J' -> clear();
            case 'm' -> style = parameters;
            default -> throw new AssertionError("unexpected CSI " + parameters + action);
        }
    }

    private void print(int c) {
        int cellsTaken = width.applyAsInt(c);
        if (x < columns) {
            cells[y][x] = c;
            styles[y][x] = style;
            if (cellsTaken == 2 && x + 1 < columns) {
                cells[y][x + 1] = Screen.TAIL;
                styles[y][x + 1] = style;
            }
        }
        x = Math.min(columns - 1, x + cellsTaken);
    }

    int characterAt(int column, int row) {
        return cells[row][column];
    }

    String styleAt(int column, int row) {
        return styles[row][column];
    }
}
