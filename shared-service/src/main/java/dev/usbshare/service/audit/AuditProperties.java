package dev.usbshare.service.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code usb-share.audit}: the file of JSON lines beside the table.
 *
 * @param fileSize where a new file is begun
 * @param files how many there are at most, the one being written included; the oldest goes, its records stay in the table
 */
public record AuditProperties(
        @DefaultValue("10MB") DataSize fileSize,
        @Min(2) @Max(1_000) @DefaultValue("10") int files) {

    private static final DataSize LEAST = DataSize.ofKilobytes(1);

    public AuditProperties {
        if (fileSize.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("a file takes 1KB at least");
        }
    }
}
