# SPDX-License-Identifier: Apache-2.0
"""wire - what talk and mistreat share: packets, wrappings, capture files."""
