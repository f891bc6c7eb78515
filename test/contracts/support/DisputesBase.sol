// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {BallotBox, SignedBallot} from "./BallotBox.sol";
import {DealBase} from "./DealBase.sol";
import {Digests} from "./Digests.sol";
import {Jurors} from "./Jurors.sol";
import {Signing} from "./Signing.sol";
import {TermsFixture} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice A stage with money in the parties' balances, an arbiter, a third person that pays bonds, and a scripted pool
/// whose jurors have known keys. Everything happens on milestone 0 unless its name says otherwise.
abstract contract DisputesBase is DealBase {
    uint256 internal constant ARBITER_KEY = 0xa4b17e4;
    uint256 internal constant PAYER_KEY = 0x9a7e4;
    uint256 internal constant FIRST_POOL_KEY = 0x20000;
    /// @dev Makes the draws, and is paid for them.
    address internal constant DRAWER = address(0xd4a3e4);

    /// @dev Windows of the usual terms: of a verdict, of a contest, of a ruling.
    uint256 internal constant V = 1 days;
    uint256 internal constant W = 2 hours;
    uint256 internal constant R = 3 days;
    uint96 internal constant BALANCE = 1_000e6;

    address internal immutable ARBITER = VM.addr(ARBITER_KEY);
    address internal immutable PAYER = VM.addr(PAYER_KEY);

    function setUp() public virtual override {
        super.setUp();
        _fundLedger(BUYER, BALANCE);
        _fundLedger(SELLER, BALANCE);
        _fundLedger(PAYER, BALANCE);
        _mint(PAYER, BALANCE);
        _mint(SELLER, BALANCE);
    }

    // ---- terms ----

    /// @return fixture Proportional in steps of a tenth, both fees, a contest window, an arbiter.
    function _contestable() internal view returns (TermsFixture memory fixture) {
        fixture = _withoutArbiter();
        fixture.arbiter = ARBITER;
        fixture.rulingWindow = uint32(R);
    }

    function _withoutArbiter() internal view returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        (fixture.passingScore, fixture.payoutStep) = (1, 1_000);
        fixture.contestWindow = uint32(W);
    }

    // ---- on the way ----

    /// @dev Opens at NOW and lets a verdict of the named panel stand.
    function _stand(TermsFixture memory fixture, uint16 score) internal returns (bytes32 dealId) {
        dealId = _open(fixture);
        _judge(fixture, 0, score);
    }

    /// @dev From the ledger balance of the payer itself, which calls or contests.
    function _fromBalance(address payer) internal pure returns (IContests.BondPayment memory) {
        return IContests.BondPayment(payer, false, 0, "");
    }

    /// @dev As the contester itself, with a bond from its balance.
    function _contest(TermsFixture memory fixture, address contester, uint16 payout) internal {
        VM.prank(contester);
        quittance.contest(fixture.whole(), 0, contester, payout, "", _fromBalance(contester));
    }

    function _draw(TermsFixture memory fixture, uint256 size) internal {
        pool.setPanel(_drawnPanel(size));
        VM.prank(DRAWER);
        quittance.drawPanel(fixture.whole(), 0);
    }

    /// @dev Ballots of the first jurors of a drawn panel of `size`.
    function _vote(TermsFixture memory fixture, uint256 size, uint16[] memory scores) internal {
        quittance.recordBallots(fixture.whole(), 0, _drawn(size), BallotBox.pack(_votes(fixture, size, scores)));
    }

    function _rule(TermsFixture memory fixture, uint16 payout) internal {
        VM.prank(ARBITER);
        quittance.rule(fixture.whole(), 0, payout, "");
    }

    /// @dev A verdict of `first` stands at NOW, `contester` objects at once, a panel of three is drawn.
    function _secondRound(
        TermsFixture memory fixture,
        uint16 first,
        address contester
    ) internal returns (bytes32 dealId) {
        dealId = _stand(fixture, first);
        _contest(fixture, contester, first);
        _draw(fixture, 3);
    }

    /// @dev Round 2 decided `second` at NOW and `contester` brought it before the arbiter at once.
    function _beforeArbiter(
        TermsFixture memory fixture,
        uint16 first,
        address second,
        uint16 decided,
        address third
    ) internal returns (bytes32 dealId) {
        dealId = _secondRound(fixture, first, second);
        _vote(fixture, 3, _same(2, decided));
        _contest(fixture, third, decided);
    }

    // ---- the drawn panel ----

    /// @return keys Of the pool's jurors, in the order of their addresses.
    function _drawnKeys(uint256 size) internal pure returns (uint256[] memory keys) {
        (keys, ) = Jurors.from(FIRST_POOL_KEY, size);
    }

    function _drawnPanel(uint256 size) internal pure returns (address[] memory panel) {
        (, panel) = Jurors.from(FIRST_POOL_KEY, size);
    }

    /// @return packed As `PanelDrawn` has it.
    function _drawn(uint256 size) internal pure returns (bytes memory packed) {
        return _packed(_drawnPanel(size));
    }

    function _packed(address[] memory panel) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < panel.length; ++i) packed = bytes.concat(packed, bytes20(panel[i]));
    }

    /// @return Signed for round 2 by the juror at `position` of a drawn panel of `size`.
    function _secondBallot(
        TermsFixture memory fixture,
        uint256 size,
        uint8 position,
        uint16 score
    ) internal view returns (SignedBallot memory) {
        bytes32 reasons = keccak256(abi.encode("second", position, score));
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), 0, 2, EVIDENCE, score, reasons);
        return SignedBallot(position, score, reasons, Signing.signCompact(_drawnKeys(size)[position], digest));
    }

    function _votes(
        TermsFixture memory fixture,
        uint256 size,
        uint16[] memory scores
    ) internal view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](scores.length);
        for (uint8 i = 0; i < scores.length; ++i) ballots[i] = _secondBallot(fixture, size, i, scores[i]);
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

    /// @return Of a contest whose bond comes from the payer's balance.
    function _contestSignature(
        TermsFixture memory fixture,
        uint256 key,
        uint8 round,
        uint16 payout,
        address payer
    ) internal view returns (bytes memory) {
        return _contestSignatureOf(fixture, key, round, payout, payer, false);
    }

    function _contestSignatureOf(
        TermsFixture memory fixture,
        uint256 key,
        uint8 round,
        uint16 payout,
        address payer,
        bool fromWallet
    ) internal view returns (bytes memory) {
        bytes32 id = _dealId(fixture);
        return
            Signing.sign(
                key,
                Digests.contest(address(quittance), id, 0, round, payout, fixture.bond, payer, fromWallet)
            );
    }

    /// @return The payer's authorisation of a bond from its balance.
    function _bondSignature(
        TermsFixture memory fixture,
        uint256 key,
        uint8 round,
        address contester
    ) internal view returns (bytes memory) {
        return Signing.sign(key, _bondId(fixture, VM.addr(key), round, contester));
    }

    /// @return Of the token's authorisation by which a wallet pays a bond until OPEN_BY.
    function _walletBondDigest(
        TermsFixture memory fixture,
        address payer,
        uint8 round,
        address contester
    ) internal view returns (bytes32) {
        return
            Digests.receiveAuthorization(
                address(usdc),
                address(quittance),
                payer,
                fixture.bond,
                OPEN_BY,
                _bondId(fixture, payer, round, contester)
            );
    }

    function _bondId(
        TermsFixture memory fixture,
        address payer,
        uint8 round,
        address contester
    ) internal view returns (bytes32) {
        return Digests.bond(address(quittance), payer, _dealId(fixture), 0, round, contester, fixture.bond);
    }

    // ---- facts ----

    /// @return part Of the usual milestone, by a payout in basis points, before the marketplace's fee.
    function _part(uint256 payout) internal pure returns (uint96 part) {
        return uint96((uint256(AMOUNT_0) * payout) / FULL);
    }

    /// @return What the account that makes the draw earns of the bond of round 2.
    function _drawersPart(TermsFixture memory fixture) internal pure returns (uint96) {
        return fixture.bond / uint96(2 * fixture.panel.length + 2);
    }

    /// @return What the draw leaves of that bond.
    function _leftOf(TermsFixture memory fixture) internal pure returns (uint96) {
        return fixture.bond - _drawersPart(fixture);
    }

    /// @dev Everything in the contract belongs to somebody known here: a bond that ended nowhere or twice shows.
    function _requireConserved(bytes32 dealId, uint256 bondsHeld) internal view {
        address[] memory jurors = _drawnPanel(7);
        uint256 sum = bondsHeld + _unsettled(dealId);
        for (uint256 i = 0; i < jurors.length; ++i) sum += quittance.balanceOf(jurors[i]);
        sum += quittance.balanceOf(DRAWER);
        address[8] memory people = [BUYER, SELLER, PAYER, ARBITER, STRANGER, MARKETPLACE, PANEL_ACCOUNT, address(this)];
        for (uint256 i = 0; i < people.length; ++i) {
            sum += quittance.balanceOf(people[i]) + quittance.unclaimedPayoutOf(people[i]);
        }
        VM.assertEq(sum, usdc.balanceOf(address(quittance)), "promise 1: everything belongs to somebody");
    }
}
