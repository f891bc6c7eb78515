// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A token that calls back the account that it pays, while a later round's payout is on its way: every entry of
/// the ladder is tried from within, and each finds the milestone settled and the bonds gone. USDC itself does not call
/// back.
contract ReentrantTokenTest is TabBase {
    MischievousUsdc private token;

    function setUp() public override {
        super.setUp();
        token = new MischievousUsdc();
        quittance = _deployQuittance(address(token));
        address[2] memory people = [BUYER, SELLER];
        token.give(address(this), 4 * BALANCE);
        for (uint256 i = 0; i < 2; ++i) quittance.deposit(people[i], 2 * BALANCE, uint64(i));
    }

    function _terms(bool arbiter) private view returns (TermsFixture memory fixture) {
        fixture = arbiter ? _contestable() : _withoutArbiter();
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
    }

    /// @return entries Everything somebody could call for milestone 0 without another signature.
    function _entries(TermsFixture memory fixture) private view returns (bytes[] memory entries) {
        bytes memory whole = fixture.whole();
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        bytes32 ruling = Digests.ruling(address(quittance), _dealId(fixture), 0, EVIDENCE, FULL);
        bytes32 release = Digests.release(address(quittance), fixture, 0);
        bytes memory contest = _contestSignature(fixture, BUYER_KEY, 3, 6_000, BUYER);
        entries = new bytes[](7);
        entries[0] = abi.encodeCall(IProvisionalPayouts.settle, (whole, 0));
        entries[1] = abi.encodeCall(IRounds.recordBallots, (whole, 0, _drawn(3), ballots));
        entries[2] = abi.encodeCall(IRulings.rule, (whole, 0, FULL, Signing.sign(ARBITER_KEY, ruling)));
        entries[3] = abi.encodeCall(quittance.release, (whole, 0, Signing.sign(BUYER_KEY, release)));
        entries[4] = abi.encodeCall(IContests.contest, (whole, 0, BUYER, 6_000, contest, _fromBalance(BUYER)));
        entries[5] = abi.encodeCall(IPanelDraws.drawPanel, (whole, 0));
        entries[6] = abi.encodeCall(IContests.releaseBond, (whole, 0, 3, ""));
    }

    function _attack(TermsFixture memory fixture, address caller, bytes memory data) private {
        bytes[] memory entries = _entries(fixture);
        uint256 supply = token.balanceOf(address(quittance));
        uint256 expected;
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            token.callBack(address(quittance), entries[i]);
            VM.prank(caller);
            (bool done, ) = address(quittance).call(data);
            VM.assertTrue(done, "the settlement goes through");
            VM.assertFalse(token.calledBack(), "and nothing from within it");
            uint256 paid = supply - token.balanceOf(address(quittance));
            if (i == 0) expected = paid;
            VM.assertEq(paid, expected, "the same is paid whatever was tried");
            VM.revertToState(snapshot);
        }
        VM.assertGe(expected, 1, "money was on its way");
    }

    function test_FromWithinARuling() external {
        TermsFixture memory fixture = _terms(true);
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        _attack(fixture, ARBITER, abi.encodeCall(IRulings.rule, (fixture.whole(), 0, 8_000, "")));
    }

    function test_FromWithinASettlementAfterASilentArbiter() external {
        TermsFixture memory fixture = _terms(true);
        _beforeArbiter(fixture, FULL, BUYER, 6_000, SELLER);
        VM.warp(NOW + R);
        _attack(fixture, STRANGER, abi.encodeCall(IProvisionalPayouts.settle, (fixture.whole(), 0)));
    }

    function test_FromWithinTheVerdictOfRound2() external {
        TermsFixture memory fixture = _terms(false);
        _secondRound(fixture, 7_000, SELLER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(3, 6_000)));
        _attack(fixture, STRANGER, abi.encodeCall(IRounds.recordBallots, (fixture.whole(), 0, _drawn(3), ballots)));
    }

    /// @dev The arbiter collects its bond from within its own ruling: it was credited before anybody was called.
    function test_TheArbiterWithdrawsFromWithinItsRuling() external {
        TermsFixture memory fixture = _terms(true);
        fixture.arbiter = address(this);
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        token.callBack(address(this), abi.encodeCall(this.withdrawBond, ()));
        quittance.rule(fixture.whole(), 0, 8_000, "");
        VM.assertTrue(token.calledBack(), "its own balance is its own");
        VM.assertEq(quittance.balanceOf(address(this)), 0, "withdrawn once");
        VM.expectRevert();
        quittance.withdraw(address(this), 1, 2);
    }

    function withdrawBond() external {
        quittance.withdraw(address(this), BOND, 3);
    }

    /// @return entries Signed by the buyer and good at any time: a tab, an order, a voucher, the end of a tab.
    function _spending(Tab memory open) private view returns (bytes[] memory entries) {
        Tab memory next = _walletTab();
        next.salt = 2;
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        orders[0] = _orderTo(BUYER, 1, _one(PAYER), RESERVE);
        signatures[0] = Signing.sign(BUYER_KEY, _orderId(orders[0]));
        entries = new bytes[](4);
        entries[0] = abi.encodeCall(quittance.openTab, (next, false, _authorizationTo(next)));
        entries[1] = abi.encodeCall(quittance.pay, (orders, signatures));
        entries[2] = abi.encodeCall(quittance.redeem, (SELLER, _voucher(open, RESERVE)));
        entries[3] = abi.encodeCall(quittance.closeTab, (open, _closingOf(open, SELLER_KEY)));
    }

    /// @dev From within a ruling each of them is just another call, done once and out of its own money.
    function test_TabsAndOrdersFromWithinARuling() external {
        TermsFixture memory fixture = _terms(true);
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        Tab memory tab = _walletTab();
        _openTab(tab);
        bytes[] memory entries = _spending(tab);
        uint256[3] memory alone = _ruledWith(fixture, "");
        int256[3][4] memory effects = [
            [-int256(uint256(RESERVE)), int256(0), 0],
            [-int256(uint256(RESERVE)), int256(0), int256(uint256(RESERVE))],
            [int256(0), int256(uint256(RESERVE)), 0],
            [int256(uint256(RESERVE)), int256(0), 0]
        ];
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256[3] memory balances = _ruledWith(fixture, entries[i]);
            for (uint256 j = 0; j < 3; ++j) {
                VM.assertTrue(int256(balances[j]) - int256(alone[j]) == effects[i][j], "once, and nothing else");
            }
        }
    }

    /// @return balances Of the buyer, the seller and the payer, after a ruling in the middle of which `data` was
    /// called.
    function _ruledWith(TermsFixture memory fixture, bytes memory data) private returns (uint256[3] memory balances) {
        uint256 snapshot = VM.snapshotState();
        token.callBack(address(quittance), data);
        _rule(fixture, 8_000);
        VM.assertEq(token.calledBack(), data.length != 0, "it went through");
        balances = [uint256(quittance.balanceOf(BUYER)), quittance.balanceOf(SELLER), quittance.balanceOf(PAYER)];
        VM.revertToState(snapshot);
    }
}
