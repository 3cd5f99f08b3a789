package dev.usbshare.service.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code spring.datasource}, as far as a person may set it. */
record DatabaseSettings(
        @Meaning(
                value = "JDBC URL.",
                otherwise = "the H2 file db/usb-share in the state directory",
                example = "jdbc:postgresql://db.example/usbshare?sslmode=verify-full")
        @Nullable
        String url,

        @Meaning(value = "Who asks the database.", otherwise = "what the URL says", example = "usbshare") @Nullable
        String username,

        @Meaning(
                value = "The password of that user; ${NAME} is taken from the environment.",
                otherwise = "none",
                example = "${DATABASE_PASSWORD}",
                secret = true)
        @Nullable
        String password,

        @Meaning(
                value = "Any setting of the connection pool, HikariCP.",
                otherwise = "a pool of 3 connections",
                example = "maximum-pool-size: 3")
        Map<String, String> hikari) {}
