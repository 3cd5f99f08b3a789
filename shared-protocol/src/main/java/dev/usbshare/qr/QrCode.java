package dev.usbshare.qr;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/**
 * A text as a QR code (ISO/IEC 18004): a square of dark and light modules with its quiet zone around it. Error correction L, since
 * screens do not get scratched and small codes fit on them. Immutable.
 */
public final class QrCode {

    /** Light modules around a code, without which readers do not find it (§5.3.8). */
    private static final int QUIET_ZONE = 4;

    private final BitMatrix modules;

    private QrCode(BitMatrix modules) {
        this.modules = modules;
    }

    /**
     * Text in upper case letters and digits takes a third less room than other text.
     *
     * @throws IllegalArgumentException if the text is too long for any QR code
     */
    public static QrCode of(String text) {
        try {
            return new QrCode(new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.L,
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE)));
        } catch (WriterException e) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters fits into no QR code", e);
        }
    }

    /** Modules along a side, the quiet zone included. */
    public int size() {
        return modules.getWidth();
    }

    /** Whether a module is dark; those outside are not. */
    public boolean isDark(int x, int y) {
        return x >= 0 && y >= 0 && x < size() && y < size() && modules.get(x, y);
    }
}
