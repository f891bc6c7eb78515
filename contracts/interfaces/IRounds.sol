// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Rounds: the second round, which a panel drawn from the juror pool judges
/// @notice The round runs from the contest, not from the draw, for the `verdictWindow` of the terms. Ballots are the
/// same typed data and packed form as in round 1, with round = 2, on the recorded evidence. Each of them is stored. The
/// round has decided as soon as its ballots determine a payout. A round that ends with a quorum of ballots and no
/// verdict moves the provisional payout into the interval that they leave; with fewer it changes nothing.
interface IRounds {
    /// @notice Emitted when ballots go on record: of round 1 on evidence that is on-chain, or of round 2. When they
    /// decide the round, a `VerdictReached` without ballots follows.
    /// @param ballots Packed, big-endian: milestone 1 · round 1 · for each new ballot position 1 · score 2 · reasons
    /// 32.
    event BallotsRecorded(bytes32 indexed dealId, bytes ballots);

    /// @notice Thrown when no contest has opened round 2 of the milestone, or when that round is over.
    error Quittance_NoRound(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when now >= `end`, the end of round 2.
    /// @param end Unix seconds.
    error Quittance_RoundEnded(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when the panel of round 2 is not drawn yet.
    error Quittance_PanelNotDrawn(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when `panel` is not the panel that was drawn.
    /// @param drawn Hash of the panel that was drawn.
    /// @param given Hash of the panel that was given.
    error Quittance_PanelMismatch(bytes32 drawn, bytes32 given);

    /// @notice Thrown when all these ballots are on record already. The first ballot of a juror counts.
    error Quittance_NoNewBallots(bytes32 dealId, uint256 milestone);

    /// @notice Stores ballots of round 2, also after its verdict: all who vote in time can share the bond.
    /// @dev Anyone may call, while now < contest + verdictWindow and the milestone has not settled in another way.
    /// Ballots of positions that have voted are passed over. When the terms name no arbiter, the verdict settles the
    /// milestone at once; otherwise its payout is provisional for the contest window. Reverts with an error of this
    /// interface, of `BallotSet` or of `IDeals`. Emits `BallotsRecorded`; when the ballots decide, `VerdictReached`
    /// with round 2 and no ballots; and `MilestoneSettled` when the milestone settles.
    /// @param panel The panel, as `PanelDrawn` has it.
    /// @param ballots Packed as `BallotSet` describes, for round 2: one or more, with ECDSA signatures only.
    function recordBallots(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        bytes calldata ballots
    ) external;

    /// @notice Returns what is stored of the second round of a milestone.
    /// @dev Anyone may call; the juror pool does.
    /// @return dealId The deal id of `terms`.
    /// @return panelHash keccak256 of the panel; zero when it was not drawn.
    /// @return scores A lane of 16 bits for each position, from the lowest bits up, 16 to a word: score + 1, or 0 when
    /// the juror has not voted.
    /// @return openedAt Unix seconds of the contest; zero when there was none.
    /// @return over Whether the round takes no more ballots: its end has passed, or the milestone settled without it.
    function roundOf(
        bytes calldata terms,
        uint8 milestone
    ) external view returns (bytes32 dealId, bytes32 panelHash, uint256[2] memory scores, uint40 openedAt, bool over);
}
