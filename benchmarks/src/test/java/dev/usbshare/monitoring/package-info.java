/** What is under {@code config/prometheus} and {@code config/grafana}, held to both programs by a real Prometheus. */
@NullMarked
package dev.usbshare.monitoring;

import org.jspecify.annotations.NullMarked;
