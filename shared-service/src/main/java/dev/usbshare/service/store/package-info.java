/**
 * The service's database: opened and migrated at the start ({@link dev.usbshare.service.store.StoreConfiguration}), saved and
 * restored ({@link dev.usbshare.service.store.Restore}), its failures told in one line. By default an H2 file that this process
 * alone owns, every commit on disk before it is acknowledged; PostgreSQL when {@code spring.datasource.url} says so.
 */
@NullMarked
package dev.usbshare.service.store;

import org.jspecify.annotations.NullMarked;
