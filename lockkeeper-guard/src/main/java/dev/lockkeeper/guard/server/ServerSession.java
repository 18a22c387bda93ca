package dev.lockkeeper.guard.server;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.wire.BackendKey;
import dev.lockkeeper.guard.wire.Message;
import java.util.List;
import java.util.Optional;

/**
 * A session on the server that is ready for its first query.
 *
 * @param link the connection; whoever has the session closes it
 * @param greeting what the server said behind the authentication, such as its parameters, without
 *     the key and without the final {@code ReadyForQuery}
 * @param key the key for cancel requests, if the server gave one
 * @param ready the final {@code ReadyForQuery}
 */
public record ServerSession(
    Link link, List<Message> greeting, Optional<BackendKey> key, Message ready) {}
