/** The subscription as PROTOCOL.md gives it: every client asks the same, so that one answer serves them all. */
export const configStreamDocument = `subscription ConfigStream($input: ConfigStreamInput!) {
  configStream(input: $input) {
    __typename
    ... on StreamOpened {
      streamId
      environmentId
      epoch
      scopeHash
      headRevision
      minRevision
      willSend
      bookmarkEveryMs
    }
    ... on ConfigSnapshot {
      revision
      resyncReason
      objects {
        kind
        key
        op
        version
        payload
      }
      reference {
        url
        sha256
        expiresAt
      }
      checksum
      resume
    }
    ... on ConfigDelta {
      fromRevision
      revision
      changes {
        kind
        key
        op
        version
        payload
      }
      checksum
      resume
      committedAt
      coalesced
      changeId
    }
    ... on Bookmark {
      revision
      checksum
      resume
      serverTime
    }
    ... on Goodbye {
      reason
      retryAfterMs
      jitterMs
    }
  }
}`;
