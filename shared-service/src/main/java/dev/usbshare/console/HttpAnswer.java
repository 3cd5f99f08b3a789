package dev.usbshare.console;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer, with its body still to be read. What ends before it is whole is an {@link EOFException}, never a
 * short body.
 *
 * @param body as RFC 9112 §6 delimits it: in chunks, of a known length, or until the end
 */
record HttpAnswer(int status, InputStream body) {

    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int NO_CONTENT = 204;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})( .*)?");

    static HttpAnswer read(UnixExchange exchange) throws IOException {
        Matcher status = STATUS.matcher(exchange.readLine(MAX_LINE_BYTES));
        if (!status.matches()) {
            throw new IOException("what answers does not speak HTTP");
        }
        int code = Integer.parseInt(status.group(1));
        long length = -1;
        boolean chunked = false;
        int headers = 0;
        for (String line = exchange.readLine(MAX_LINE_BYTES);
                !line.isEmpty();
                line = exchange.readLine(MAX_LINE_BYTES)) {
            if (++headers > MAX_HEADERS) {
                throw new IOException("the answer has more than " + MAX_HEADERS + " headers");
            }
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("content-length")) {
                length = number(value, 10);
            } else if (name.equals("transfer-encoding")) {
                chunked = value.equalsIgnoreCase("chunked");
            }
        }
        if (code == NO_CONTENT) {
            return new HttpAnswer(code, InputStream.nullInputStream());
        }
        if (chunked) {
            return new HttpAnswer(code, new Chunks(exchange));
        }
        return new HttpAnswer(code, length < 0 ? exchange : new Measured(exchange, length));
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IOException("the answer has a length that is none");
    }

    /** A body of so many bytes. */
    private static class Measured extends FilterInputStream {
        private long left;

        Measured(UnixExchange exchange, long length) {
            super(exchange);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                left = more();
            }
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = super.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the answer was cut off");
            }
            left -= count;
            return count;
        }

        /** How many bytes follow those that were announced. */
        long more() throws IOException {
            return 0;
        }
    }

    /** A body in chunks. */
    private static final class Chunks extends Measured {
        private final UnixExchange exchange;
        private boolean begun;
        private boolean ended;

        Chunks(UnixExchange exchange) {
            super(exchange, 0);
            this.exchange = exchange;
        }

        @Override
        long more() throws IOException {
            if (ended) {
                return 0;
            }
            if (begun) {
                exchange.readLine(MAX_LINE_BYTES);
            }
            begun = true;
            String size = exchange.readLine(MAX_LINE_BYTES);
            int semicolon = size.indexOf(';');
            long length =
                    number(semicolon < 0 ? size : size.substring(0, semicolon).strip(), 16);
            ended = length == 0;
            return length;
        }
    }
}
