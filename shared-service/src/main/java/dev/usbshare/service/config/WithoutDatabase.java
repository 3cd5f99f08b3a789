package dev.usbshare.service.config;

/** Marks the record of a program's settings: the program has no database, and {@code spring.datasource} is none of its settings. */
public interface WithoutDatabase {}
