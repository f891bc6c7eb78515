// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SignedBallot} from "../../../../contracts/types/SignedBallot.sol";
import {Digests} from "../../support/Digests.sol";
import {Signing} from "../../support/Signing.sol";
import {Milestone, TermsFixture} from "../../support/TermsFixture.sol";
import {VM} from "../../support/Vm.sol";
import {PoolBase} from "./PoolBase.sol";

/// @notice A second round of five jurors before the pool: contested at `CONTEST`, drawn from six, with no one's vote
/// yet.
abstract contract RoundBase is PoolBase {
    uint40 internal constant CONTEST = NOW + 100;
    uint256 internal constant SEATED = 5;
    uint8 internal constant MILESTONE = 3;
    uint8 internal constant ROUND = 2;
    bytes32 internal constant EVIDENCE = keccak256("evidence");
    bytes32 internal constant REASONS = keccak256("reasons");
    address internal constant REPORTER = address(0x9e9);

    bytes internal terms;
    bytes internal panel;
    bytes32 internal dealId;

    function setUp() public virtual override {
        super.setUp();
        _seatJurors(SEATED);
        terms = _termsFor(address(pool));
        dealId = keccak256(terms);
        VM.warp(CONTEST);
        panel = _packed(_sortedJurors(SEATED));
        escrow.open(terms, MILESTONE, panel, CONTEST);
        VM.warp(CONTEST + 3 days);
    }

    function _termsFor(address named) internal view returns (bytes memory) {
        return _fixtureFor(named).whole();
    }

    function _fixtureFor(address named) internal view returns (TermsFixture memory fixture) {
        fixture.buyer = address(0xb);
        fixture.seller = address(0x5);
        fixture.milestones = new Milestone[](4);
        fixture.panel = new address[](1);
        fixture.panel[0] = address(0x1);
        fixture.contestWindow = 1 days;
        fixture.verdictWindow = 3 days;
        fixture.pool = named;
        fixture.salt = uint64(block.number);
    }

    /// @return jurors The first `count`, by address.
    function _sortedJurors(uint256 count) internal pure returns (address[] memory jurors) {
        jurors = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            address juror = _juror(i);
            uint256 place = i;
            for (; place > 0 && jurors[place - 1] > juror; --place) jurors[place] = jurors[place - 1];
            jurors[place] = juror;
        }
    }

    /// @return Where juror `index` sits in the panel.
    function _positionOf(uint256 index) internal view returns (uint256) {
        uint256 position = 0;
        while (address(bytes20(_slice(panel, 20 * position))) != _juror(index)) ++position;
        return position;
    }

    function _vote(uint256 index) internal {
        escrow.vote(terms, MILESTONE, _positionOf(index), uint16(index));
    }

    function _list(uint256 only) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = only;
    }

    function _list(uint256 first, uint256 second) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (first, second);
    }

    function _actors() internal pure returns (address[] memory accounts) {
        accounts = new address[](11);
        for (uint256 i = 0; i < 10; ++i) accounts[i] = _juror(i);
        accounts[10] = REPORTER;
    }

    function _requireConserved() internal view {
        VM.assertEq(_owed(_actors()), usdc.balanceOf(address(pool)), "stakes, rewards and what was forfeited");
    }

    // ---- ballots ----

    /// @return Alone, signed by juror `index`.
    function _ballot(uint256 index, uint16 score) internal view returns (SignedBallot memory) {
        return _ballotOn(index, score, dealId, MILESTONE, ROUND, EVIDENCE);
    }

    function _ballotOn(
        uint256 index,
        uint16 score,
        bytes32 deal,
        uint8 milestone,
        uint8 round,
        bytes32 evidence
    ) internal view returns (SignedBallot memory) {
        bytes32 digest = Digests.ballot(address(escrow), deal, milestone, round, evidence, score, REASONS);
        return SignedBallot(score, REASONS, 0, new bytes32[](0), Signing.sign(_jurorKey(index), digest));
    }

    /// @return In a signed batch of four, at the second place.
    function _batched(uint256 index, uint16 score) internal view returns (SignedBallot memory) {
        bytes32[4] memory batch = _batchOf(score);
        bytes memory signature = Signing.signCompact(_jurorKey(index), Digests.ballotBatch(address(escrow), batch));
        return SignedBallot(score, REASONS, 1, Digests.siblingsOf(batch, 1), signature);
    }

    function _batchOf(uint16 score) internal view returns (bytes32[4] memory batch) {
        batch[0] = Digests.ballotStruct(keccak256("other"), 0, 1, EVIDENCE, 1, REASONS);
        batch[1] = Digests.ballotStruct(dealId, MILESTONE, ROUND, EVIDENCE, score, REASONS);
        batch[2] = Digests.ballotStruct(keccak256("third"), 0, 2, EVIDENCE, 2, REASONS);
        batch[3] = Digests.ballotStruct(0, 0, 0, 0, 0, 0);
    }

    function _slice(bytes memory data, uint256 start) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), start))
        }
    }
}
