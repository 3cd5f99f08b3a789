package dev.usbshare.service.audit;

import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.config.MinSize;
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
        @Meaning(value = "Where a new file is begun.", unit = "bytes") @MinSize("1KB") @DefaultValue("10MB")
        DataSize fileSize,

        @Meaning("How many files there are at most; the oldest goes, its records stay in the database.")
        @Min(2)
        @Max(1_000)
        @DefaultValue("10")
        int files) {}
