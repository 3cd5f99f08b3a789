import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Arc2D;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Makes a PNG of a terminal's screen: {@code tmux capture-pane -e -p | java tools/Screenshot.java TITLE FILE.png}. Understands the
 * SGR sequences that tmux writes (bold, reverse, 24-bit and 256 colours), and draws blocks and frames itself, so that they join.
 */
public final class Screenshot {

    private static final int CELL_WIDTH = 12;
    private static final int CELL_HEIGHT = 25;
    private static final int BASELINE = 19;
    private static final int MARGIN = 18;
    private static final int TITLE_HEIGHT = 40;
    private static final int CORNER = 18;
    private static final Color NIGHT = new Color(0x14171f);
    private static final Color TITLE_BAR = new Color(0x262c3a);
    private static final Color PAPER = new Color(0xd8dee9);

    private record Style(Color front, Color back, boolean isBold, boolean isReversed) {
        static final Style PLAIN = new Style(PAPER, NIGHT, false, false);
    }

    private record Cell(int character, int width, Style style) {}

    private static final class Row extends ArrayList<Cell> {
        private static final long serialVersionUID = 1;
    }

    private Screenshot() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("java.awt.headless", "true");
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<Row> rows = parse(text);
        int columns = rows.stream()
                .mapToInt(row -> row.stream().mapToInt(Cell::width).sum())
                .max()
                .orElse(1);
        ImageIO.write(
                draw(arguments[0], rows, columns), "png", Path.of(arguments[1]).toFile());
    }

    // Reading.

    private static List<Row> parse(String text) {
        var rows = new ArrayList<Row>();
        Style style = Style.PLAIN;
        for (String line : text.split("\n")) {
            var row = new Row();
            int i = 0;
            while (i < line.length()) {
                int c = line.codePointAt(i);
                if (c == 0x1b && line.startsWith("[", i + 1)) {
                    int end = line.indexOf('m', i);
                    style = styled(style, line.substring(i + 2, end));
                    i = end + 1;
                } else {
                    row.add(new Cell(c, isWide(c) ? 2 : 1, style));
                    i += Character.charCount(c);
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0x1f300 && c <= 0x1faff);
    }

    private static Style styled(Style before, String parameters) {
        Style style = before;
        String[] all = parameters.isEmpty() ? new String[] {"0"} : parameters.split("[;:]");
        for (int i = 0; i < all.length; i++) {
            int code = Integer.parseInt(all[i]);
            switch (code) {
                case 0 -> style = Style.PLAIN;
                case 1 -> style = new Style(style.front(), style.back(), true, style.isReversed());
                case 22 -> style = new Style(style.front(), style.back(), false, style.isReversed());
                case 7 -> style = new Style(style.front(), style.back(), style.isBold(), true);
                case 27 -> style = new Style(style.front(), style.back(), style.isBold(), false);
                case 39 -> style = new Style(PAPER, style.back(), style.isBold(), style.isReversed());
                case 49 -> style = new Style(style.front(), NIGHT, style.isBold(), style.isReversed());
                case 38, 48 -> {
                    Color colour;
                    if (all[i + 1].equals("2")) {
                        colour = new Color(number(all[i + 2]), number(all[i + 3]), number(all[i + 4]));
                        i += 4;
                    } else {
                        colour = of256(number(all[i + 2]));
                        i += 2;
                    }
                    style = code == 38
                            ? new Style(colour, style.back(), style.isBold(), style.isReversed())
                            : new Style(style.front(), colour, style.isBold(), style.isReversed());
                }
                default -> {}
            }
        }
        return style;
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static Color of256(int index) {
        if (index >= 232) {
            int grey = 8 + (index - 232) * 10;
            return new Color(grey, grey, grey);
        }
        int cube = Math.max(0, index - 16);
        return new Color(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + 40 * step;
    }

    // Drawing.

    private static BufferedImage draw(String title, List<Row> rows, int columns) {
        int width = columns * CELL_WIDTH + 2 * MARGIN;
        int height = rows.size() * CELL_HEIGHT + TITLE_HEIGHT + MARGIN;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setClip(new RoundRectangle2D.Float(0, 0, width, height, CORNER, CORNER));
        g.setColor(NIGHT);
        g.fillRect(0, 0, width, height);
        titleBar(g, title, width);
        g.translate(MARGIN, TITLE_HEIGHT);
        for (int y = 0; y < rows.size(); y++) {
            int x = 0;
            for (Cell cell : rows.get(y)) {
                cell(g, cell, x * CELL_WIDTH, y * CELL_HEIGHT, cell.width() * CELL_WIDTH);
                x += cell.width();
            }
        }
        g.dispose();
        return image;
    }

    private static void titleBar(Graphics2D g, String title, int width) {
        g.setColor(TITLE_BAR);
        g.fillRect(0, 0, width, TITLE_HEIGHT - 10);
        int[] lights = {0xff6b6b, 0xffcb6b, 0x82dd9a};
        for (int i = 0; i < lights.length; i++) {
            g.setColor(new Color(lights[i]));
            g.fillOval(14 + i * 20, 9, 12, 12);
        }
        g.setColor(PAPER);
        g.setFont(new Font("DejaVu Sans", Font.PLAIN, 14));
        g.drawString(title, (width - g.getFontMetrics().stringWidth(title)) / 2, 20);
    }

    private static void cell(Graphics2D g, Cell cell, int x, int y, int width) {
        Style style = cell.style();
        g.setColor(style.isReversed() ? style.front() : style.back());
        g.fillRect(x, y, width, CELL_HEIGHT);
        g.setColor(style.isReversed() ? style.back() : style.front());
        int c = cell.character();
        if (c >= 0x2580 && c <= 0x2588) {
            block(g, c, x, y);
        } else if ("─│╭╮╰╯".indexOf(c) >= 0) {
            line(g, c, x, y);
        } else if (c != ' ') {
            String text = Character.toString(c);
            Font font = new Font("DejaVu Sans Mono", style.isBold() ? Font.BOLD : Font.PLAIN, 20);
            g.setFont(font.canDisplay(c) ? font : new Font(Font.MONOSPACED, Font.PLAIN, 20));
            int advance = g.getFontMetrics().stringWidth(text);
            g.drawString(text, x + Math.max(0, (width - advance) / 2), y + BASELINE);
        }
    }

    private static void block(Graphics2D g, int c, int x, int y) {
        if (c == 0x2580) {
            g.fillRect(x, y, CELL_WIDTH, (CELL_HEIGHT + 1) / 2);
            return;
        }
        int filled = c == 0x2584 ? CELL_HEIGHT / 2 : Math.round((c - 0x2580) / 8f * CELL_HEIGHT);
        g.fillRect(x, y + CELL_HEIGHT - filled, CELL_WIDTH, filled);
    }

    private static void line(Graphics2D g, int c, int x, int y) {
        g.setStroke(new BasicStroke(1.6f));
        float middleX = x + CELL_WIDTH / 2f;
        float middleY = y + CELL_HEIGHT / 2f;
        float right = x + CELL_WIDTH;
        float bottom = y + CELL_HEIGHT;
        float r = CELL_WIDTH / 2f;
        switch (c) {
            case '─' -> g.draw(new Line2D.Float(x, middleY, right, middleY));
            case '│' -> g.draw(new Line2D.Float(middleX, y, middleX, bottom));
            case '╭' -> corner(g, middleX, middleY, 90, middleX, bottom, r);
            case '╮' -> corner(g, middleX - 2 * r, middleY, 0, middleX, bottom, r);
            case '╰' -> corner(g, middleX, middleY - 2 * r, 180, middleX, y, -r);
            default -> corner(g, middleX - 2 * r, middleY - 2 * r, 270, middleX, y, -r);
        }
    }

    private static void corner(Graphics2D g, float x, float y, int from, float lineX, float lineEnd, float r) {
        float side = 2 * Math.abs(r);
        g.draw(new Arc2D.Float(x, y, side, side, from, 90, Arc2D.OPEN));
        float middle = r > 0 ? y + r : y + side + r;
        g.draw(new Line2D.Float(lineX, middle, lineX, lineEnd));
    }
}
