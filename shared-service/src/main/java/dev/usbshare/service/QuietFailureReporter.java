package dev.usbshare.service;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Keeps Spring Boot from logging a start failure at length: {@link ServiceMain} reports it in one line. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class QuietFailureReporter implements SpringBootExceptionReporter {

    QuietFailureReporter(@Nullable ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        return true;
    }
}
