"""The graph room: vocabulary, identity, merge of facts, stores and versions."""
