// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {BallotBox, SignedBallot} from "./BallotBox.sol";
import {DealStage} from "./DealStage.sol";
import {Digests} from "./Digests.sol";
import {Signing} from "./Signing.sol";
import {TermSheet} from "./TermSheet.sol";
import {VM} from "./Vm.sol";

/// @notice A stage with money in the parties' rows, an arbiter, a third person that pays bonds, and a scripted pool whose
/// jurors have known keys. Everything happens on milestone 0 unless its name says otherwise.
abstract contract RecourseStage is DealStage {
    uint256 internal constant ARBITER_KEY = 0xa4b17e4;
    uint256 internal constant PAYER_KEY = 0x9a7e4;

    /// @dev Windows of the usual terms: of a verdict, of a contest, of a ruling.
    uint256 internal constant V = 1 days;
    uint256 internal constant W = 2 hours;
    uint256 internal constant R = 3 days;
    uint96 internal constant ROW = 1_000e6;

    address internal immutable ARBITER = VM.addr(ARBITER_KEY);
    address internal immutable PAYER = VM.addr(PAYER_KEY);

    function setUp() public virtual override {
        super.setUp();
        _fundLedger(BUYER, ROW);
        _fundLedger(SELLER, ROW);
        _fundLedger(PAYER, ROW);
        _mint(PAYER, ROW);
        _mint(SELLER, ROW);
    }

    // ---- terms ----

    /// @return sheet Proportional in steps of a tenth, both fees, a contest window, an arbiter.
    function _contestable() internal view returns (TermSheet memory sheet) {
        sheet = _withoutArbiter();
        sheet.arbiter = ARBITER;
        sheet.rulingWindow = uint32(R);
    }

    function _withoutArbiter() internal view returns (TermSheet memory sheet) {
        sheet = _sheetWithFees();
        (sheet.passMark, sheet.gridStep) = (1, 1_000);
        sheet.contestWindow = uint32(W);
    }

    // ---- on the way ----

    /// @dev Opens at NOW and lets a verdict of the named panel stand.
    function _stand(TermSheet memory sheet, uint16 score) internal returns (bytes32 dealId) {
        dealId = _open(sheet);
        _judge(sheet, 0, score);
    }

    /// @dev From the ledger row of the payer itself, which calls or contests.
    function _fromRow(address payer) internal pure returns (IContests.BondPayment memory) {
        return IContests.BondPayment(payer, false, 0, "");
    }

    /// @dev As the contester itself, with a bond from its row.
    function _contest(TermSheet memory sheet, address contester, uint16 payout) internal {
        VM.prank(contester);
        quittance.contest(sheet.whole(), 0, contester, payout, "", _fromRow(contester));
    }

    function _draw(TermSheet memory sheet, uint256 size) internal {
        pool.setPanel(_drawnPanel(size));
        quittance.drawPanel(sheet.whole(), 0);
    }

    /// @dev Ballots of the first jurors of a drawn panel of `size`.
    function _vote(TermSheet memory sheet, uint256 size, uint16[] memory scores) internal {
        quittance.recordBallots(sheet.whole(), 0, _drawn(size), BallotBox.wire(_votes(sheet, size, scores)));
    }

    function _rule(TermSheet memory sheet, uint16 payout) internal {
        VM.prank(ARBITER);
        quittance.rule(sheet.whole(), 0, payout, "");
    }

    /// @dev A verdict of `first` stands at NOW, `contester` objects at once, a panel of three is drawn.
    function _secondRound(TermSheet memory sheet, uint16 first, address contester) internal returns (bytes32 dealId) {
        dealId = _stand(sheet, first);
        _contest(sheet, contester, first);
        _draw(sheet, 3);
    }

    /// @dev Round 2 decided `second` at NOW and `contester` brought it before the arbiter at once.
    function _beforeArbiter(
        TermSheet memory sheet,
        uint16 first,
        address second,
        uint16 decided,
        address third
    ) internal returns (bytes32 dealId) {
        dealId = _secondRound(sheet, first, second);
        _vote(sheet, 3, _same(2, decided));
        _contest(sheet, third, decided);
    }

    // ---- the drawn panel ----

    /// @return keys Of the pool's jurors, in the order of their addresses.
    function _drawnKeys(uint256 size) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](size);
        for (uint256 i = 0; i < size; ++i) {
            uint256 key = 0x20000 + i;
            uint256 slot = i;
            for (; slot > 0 && VM.addr(keys[slot - 1]) > VM.addr(key); --slot) keys[slot] = keys[slot - 1];
            keys[slot] = key;
        }
    }

    function _drawnPanel(uint256 size) internal pure returns (address[] memory panel) {
        uint256[] memory keys = _drawnKeys(size);
        panel = new address[](size);
        for (uint256 i = 0; i < size; ++i) panel[i] = VM.addr(keys[i]);
    }

    /// @return packed As `PanelDrawn` tells it.
    function _drawn(uint256 size) internal pure returns (bytes memory packed) {
        return _packed(_drawnPanel(size));
    }

    function _packed(address[] memory panel) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < panel.length; ++i) packed = bytes.concat(packed, bytes20(panel[i]));
    }

    /// @return Signed for round 2 by the juror at `position` of a drawn panel of `size`.
    function _secondBallot(
        TermSheet memory sheet,
        uint256 size,
        uint8 position,
        uint16 score
    ) internal view returns (SignedBallot memory) {
        bytes32 reasons = keccak256(abi.encode("second", position, score));
        bytes32 digest = Digests.ballot(address(quittance), _dealId(sheet), 0, 2, EVIDENCE, score, reasons);
        return SignedBallot(position, score, reasons, Signing.signCompact(_drawnKeys(size)[position], digest));
    }

    function _votes(
        TermSheet memory sheet,
        uint256 size,
        uint16[] memory scores
    ) internal view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](scores.length);
        for (uint8 i = 0; i < scores.length; ++i) ballots[i] = _secondBallot(sheet, size, i, scores[i]);
    }

    function _same(uint256 count, uint16 score) internal pure returns (uint16[] memory scores) {
        scores = new uint16[](count);
        for (uint256 i = 0; i < count; ++i) scores[i] = score;
    }

    function _three(uint16 a, uint16 b, uint16 c) internal pure returns (uint16[] memory scores) {
        scores = new uint16[](3);
        (scores[0], scores[1], scores[2]) = (a, b, c);
    }

    // ---- signatures ----

    function _contestSignature(
        TermSheet memory sheet,
        uint256 key,
        uint8 round,
        uint16 payout,
        address payer
    ) internal view returns (bytes memory) {
        return Signing.sign(key, Digests.contest(address(quittance), _dealId(sheet), 0, round, payout, payer));
    }

    /// @return The payer's consent to a bond from its row.
    function _bondSignature(
        TermSheet memory sheet,
        uint256 key,
        uint8 round,
        address contester
    ) internal view returns (bytes memory) {
        return Signing.sign(key, Digests.bond(address(quittance), _dealId(sheet), 0, round, contester));
    }

    /// @return Of the token's authorisation by which a wallet pays a bond until OPEN_BY.
    function _walletBondDigest(
        TermSheet memory sheet,
        address payer,
        uint8 round,
        address contester
    ) internal view returns (bytes32) {
        return
            Digests.receiveAuthorization(
                address(usdc),
                address(quittance),
                payer,
                sheet.bond,
                OPEN_BY,
                Digests.bond(address(quittance), _dealId(sheet), 0, round, contester)
            );
    }

    // ---- facts ----

    /// @return part Of the usual milestone, by a payout in basis points, before the marketplace's fee.
    function _part(uint256 payout) internal pure returns (uint96 part) {
        return uint96((uint256(AMOUNT_0) * payout) / FULL);
    }

    /// @dev Everything in the contract belongs to somebody known here: a bond that ended nowhere or twice shows.
    function _requireConserved(bytes32 dealId, uint256 bondsHeld) internal view {
        address[] memory jurors = _drawnPanel(7);
        uint256 sum = bondsHeld + _unsettled(dealId);
        for (uint256 i = 0; i < jurors.length; ++i) sum += quittance.balanceOf(jurors[i]);
        address[8] memory people = [BUYER, SELLER, PAYER, ARBITER, STRANGER, MARKETPLACE, PANEL_ACCOUNT, address(this)];
        for (uint256 i = 0; i < people.length; ++i) {
            sum += quittance.balanceOf(people[i]) + quittance.refusedOf(people[i]);
        }
        VM.assertEq(sum, usdc.balanceOf(address(quittance)), "promise 1: everything belongs to somebody");
    }
}
