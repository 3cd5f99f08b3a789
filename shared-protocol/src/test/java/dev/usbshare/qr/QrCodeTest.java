package dev.usbshare.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form is drawn as a person's screen would draw it, and read back as a camera would. */
class QrCodeTest {

    private static final int BLACK = 0x000000;
    private static final int WHITE = 0xffffff;

    /** As long as a ticket with two addresses. */
    private static final String TEXT = ticketLike(170);

    private static String ticketLike(int length) {
        var random = new Random(length);
        var text = new StringBuilder("USBSHARE1");
        while (text.length() < length) {
            text.append("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".charAt(random.nextInt(32)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "COLOURED, true",
        "COLOURED, false",
        "ON_DARK, true",
        "ON_LIGHT, false",
        "ASCII_ON_DARK, true",
        "ASCII_ON_LIGHT, false"
    })
    void terminal_onItsBackground_isReadBack(QrTerminal form, boolean dark) throws Exception {
        String screen = form.render(QrCode.of(TEXT));

        assertThat(read(draw(screen, dark, form.name().startsWith("ASCII")))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 74, 120, 300, 996})
    void terminal_anyLength_isReadBack(int length) throws Exception {
        String text = ticketLike(length);

        assertThat(read(draw(QrTerminal.COLOURED.render(QrCode.of(text)), true, false)))
                .isEqualTo(text);
    }

    @Test
    void terminal_ofATicket_fitsIntoATerminal() {
        String[] lines = QrTerminal.ON_DARK.render(QrCode.of(TEXT)).split("\n");

        assertThat(lines)
                .hasSizeLessThanOrEqualTo(30)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
        assertThat(QrTerminal.ASCII_ON_DARK.render(QrCode.of(TEXT))).matches("[# \n]+");
    }

    @Test
    void terminal_coloured_leavesNoColourBehind() {
        assertThat(QrTerminal.COLOURED.render(QrCode.of(TEXT)).split("\n"))
                .allSatisfy(line -> assertThat(line).endsWith("\u001b[0m"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void png_isReadBack(int scale) throws Exception {
        BufferedImage image =
                Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(QrImage.png(QrCode.of(TEXT), scale))));

        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertThat(image.getWidth()).isEqualTo(QrCode.of(TEXT).size() * scale);
        assertThat(read(scaled(pixels, image.getWidth(), 4))).isEqualTo(TEXT);
    }

    @Test
    void svg_isReadBack() throws Exception {
        String svg = QrImage.svg(QrCode.of(TEXT));
        int size = QrCode.of(TEXT).size();
        int[] pixels = new int[size * size];
        Arrays.fill(pixels, WHITE);

        var runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z").matcher(svg);
        while (runs.find()) {
            int from = Integer.parseInt(runs.group(2)) * size + Integer.parseInt(runs.group(1));
            Arrays.fill(pixels, from, from + Integer.parseInt(runs.group(3)), BLACK);
        }

        assertThat(svg).startsWith("<svg xmlns=").contains("viewBox=\"0 0 " + size + " " + size + "\"");
        assertThat(read(scaled(pixels, size, 4))).isEqualTo(TEXT);
    }

    @Test
    void textThatFitsNowhere_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> QrCode.of("x".repeat(5000)));
    }

    private record Picture(int width, int[] pixels) {}

    /** What a terminal shows whose text is white on black, or black on white: each character two pixels high, or one if ASCII. */
    private static Picture draw(String screen, boolean dark, boolean ascii) {
        int ink = dark ? WHITE : BLACK;
        int paper = dark ? BLACK : WHITE;
        String[] lines = screen.split("\n");
        int columns = lines[0].replaceAll("\u001b\\[[0-9;]*m", "").length();
        int cellWidth = ascii ? 1 : 2;
        int cellHeight = ascii ? 2 : 4;
        int margin = 6;
        int width = columns * cellWidth + 2 * margin;
        int height = lines.length * cellHeight + 2 * margin;
        int side = Math.max(width, height);
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, paper);
        for (int row = 0; row < lines.length; row++) {
            int foreground = ink;
            int background = paper;
            int column = 0;
            String line = lines[row];
            for (int i = 0; i < line.length(); i++) {
                if (line.charAt(i) == '\u001b') {
                    int end = line.indexOf('m', i);
                    switch (line.substring(i + 2, end)) {
                        case "38;5;16" -> foreground = BLACK;
                        case "48;5;231" -> background = WHITE;
                        case "0" -> {
                            foreground = ink;
                            background = paper;
                        }
                        default -> throw new AssertionError("unknown colours " + line.substring(i + 2, end));
                    }
                    i = end;
                    continue;
                }
                char glyph = line.charAt(i);
                int upper = glyph == '█' || glyph == '▀' || glyph == '#' ? foreground : background;
                int lower = glyph == '█' || glyph == '▄' || glyph == '#' ? foreground : background;
                for (int y = 0; y < cellHeight; y++) {
                    for (int x = 0; x < cellWidth; x++) {
                        pixels[(margin + row * cellHeight + y) * side + margin + column * cellWidth + x] =
                                y < cellHeight / 2 ? upper : lower;
                    }
                }
                column++;
            }
        }
        return scaled(pixels, side, 2);
    }

    private static Picture scaled(int[] pixels, int width, int scale) {
        int height = pixels.length / width;
        int[] larger = new int[pixels.length * scale * scale];
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                larger[y * width * scale + x] = pixels[y / scale * width + x / scale];
            }
        }
        return new Picture(width * scale, larger);
    }

    private static String read(Picture picture) throws Exception {
        int height = picture.pixels().length / picture.width();
        var bitmap = new BinaryBitmap(
                new HybridBinarizer(new RGBLuminanceSource(picture.width(), height, picture.pixels())));
        try {
            Result result = new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true));
            assertThat(result.getBarcodeFormat()).isEqualTo(BarcodeFormat.QR_CODE);
            return result.getText();
        } catch (NotFoundException e) {
            throw new AssertionError("no QR code to be seen", e);
        }
    }
}
