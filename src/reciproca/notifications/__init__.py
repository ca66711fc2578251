"""The outbox and the mail seam. This room only delivers: what a mail says is rendered by the room that asked for it."""
