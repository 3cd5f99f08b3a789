package dev.usbshare.service.audit;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log as lines, read from the table as they are wanted: a page of records is in memory, never the whole log. */
final class AuditExport extends InputStream {

    private static final int PAGE = 200;

    private final AuditTable table;
    private final AuditFilter filter;
    private byte[] page = {};
    private int position;
    private long last;
    private boolean atEnd;

    AuditExport(AuditTable table, AuditFilter filter) {
        this.table = table;
        this.filter = filter;
    }

    @Override
    public int read() {
        return fill() ? page[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, page.length - position);
        System.arraycopy(page, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() {
        while (position == page.length && !atEnd) {
            List<AuditRecord> records = table.after(last, PAGE);
            var lines = new StringBuilder();
            records.stream()
                    .filter(filter::takes)
                    .forEach(one -> lines.append(one.line()).append('\n'));
            page = lines.toString().getBytes(StandardCharsets.US_ASCII);
            position = 0;
            atEnd = records.isEmpty();
            last = atEnd ? last : records.getLast().seq();
        }
        return position < page.length;
    }
}
